import { conflict, DomainError } from '../domain/errors.ts';
import type { KeptAnswer, KeyedRequest } from '../domain/keyedRequest.ts';
import type { Log } from '../domain/log.ts';
import type { IdempotencyKeyRepository, KeyClaim, StoredAnswer } from '../repositories/idempotencyKeys.ts';

export type { StoredAnswer } from '../repositories/idempotencyKeys.ts';

export interface KeyedTry {
  readonly userId: string;
  readonly key: string;
  readonly operation: string;
  /** Hash of everything that makes the request what it is; another one under the same key is refused. */
  readonly requestHash: string;
  /** Status of the operation's success. */
  readonly status: number;
}

/** What a try has answered itself. */
export interface FreshAnswer {
  readonly status: number;
  /** As it is to be kept, unless that was done with the change. */
  stored(): Promise<StoredAnswer>;
}

export interface Idempotency {
  /**
   * Does the work once for a key of a user: a later try gets the answer of the first one, the one that did it null. Throws
   * `idempotency_key_reused` (422) for another request under the key, `idempotency_in_progress` (409) while it is still
   * at work. Work that throws has changed nothing, unless it says so in its transaction: then the key stays.
   */
  once(request: KeyedTry, work: (keyed: KeyedRequest) => Promise<FreshAnswer>): Promise<StoredAnswer | null>;
}

/**
 * How long a try that nobody prolongs stands in the way of the next one. When it is over and nothing was committed, its
 * server is taken for dead; should it live, its change is refused by `commit`.
 */
const CLAIM_SECONDS = 10;
const PROLONG_EVERY_MS = 3_000;
const RETRY_AFTER_SECONDS = 1;

const inProgress = (): DomainError =>
  new DomainError('idempotency_in_progress', 'A request with this Idempotency-Key is still running: try again', {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });

interface IdempotencyDeps {
  readonly repository: IdempotencyKeyRepository;
  readonly newId: () => string;
  readonly log: Log;
  /** How long a key and its answer are kept. */
  readonly keepSeconds: number;
  readonly prolongEveryMs?: number;
}

export function createIdempotency({
  repository,
  newId,
  log,
  keepSeconds,
  prolongEveryMs = PROLONG_EVERY_MS,
}: IdempotencyDeps): Idempotency {
  async function earlier(claim: KeyClaim): Promise<StoredAnswer | null> {
    const found = await repository.claim(claim, { claimSeconds: CLAIM_SECONDS, keepSeconds });
    if (found === null) return null;
    if (found.requestHash !== claim.requestHash) {
      const message = 'This Idempotency-Key came with another request before: take a new one for this';
      throw new DomainError('idempotency_key_reused', message);
    }
    if (found.answer !== null) return found.answer;
    if (!found.committed || found.claimed) throw inProgress();
    throw conflict('The change of this Idempotency-Key was made, but its answer was lost with a server: look at it');
  }

  /** Keeps the key while the work goes on. Answers what ends it. */
  function prolonged(claim: KeyClaim): () => void {
    const timer = setInterval(() => {
      repository.prolong(claim, CLAIM_SECONDS).catch((error: unknown) => {
        log.warn('the key of a request under way could not be prolonged', { error });
      });
    }, prolongEveryMs);
    return () => {
      clearInterval(timer);
    };
  }

  return {
    async once({ userId, key, operation, requestHash, status }, work) {
      const claim = { userId, key, requestHash, claim: newId() };
      const known = await earlier(claim);
      if (known !== null) return known;

      const marked = new WeakSet<object>();
      let kept: number | undefined;
      const storedOf = (answer: KeptAnswer): StoredAnswer => ({
        status: answer.status ?? status,
        location: answer.location ?? null,
        data: JSON.stringify(answer.data),
      });
      const keyed: KeyedRequest = {
        operation,
        async commit(tx, answer) {
          if (answer === undefined && marked.has(tx)) return;
          const stored = answer && storedOf(answer);
          if (!(await repository.commit(tx, claim, stored))) throw inProgress();
          marked.add(tx);
          if (stored !== undefined) kept = stored.status;
        },
        mark(answer) {
          const stored = storedOf(answer);
          kept = stored.status;
          return { userId, key, claim: claim.claim, ...stored };
        },
      };
      let answer: FreshAnswer;
      const release = prolonged(claim);
      try {
        answer = await work(keyed);
      } catch (error) {
        await repository.release(claim);
        throw error;
      } finally {
        release();
      }
      // What was kept in the transaction is the answer already, unless it said only that the work goes on.
      if (kept !== answer.status) {
        await repository.answer(claim, await answer.stored()).catch((error: unknown) => {
          log.warn('the answer of a keyed request could not be kept', { operation, error });
        });
      }
      return null;
    },
  };
}
