import type { Clock } from '../domain/clock.ts';
import type { EventDraft, LoggedEvent } from '../domain/events.ts';
import type { Log } from '../domain/log.ts';
import type { Tx } from '../domain/tx.ts';
import type { Database } from '../repositories/database.ts';
import { createEventRepository, EVENTS_CHANNEL } from '../repositories/events.ts';
import { createSubscriptions, type OnEvents } from './subscriptions.ts';

/** Events read and handed on at once. */
const BATCH = 500;

/** How long events may wait for followers who are all patient. */
const PATIENCE_MS = 100;

/** Safety net for a notification that was lost with its connection. */
const POLL_MS = 2000;

/** The event log of all servers of one database: appended to inside transactions, followed by subscribers in order. */
export interface EventLog {
  /** Appends in the caller's transaction, as its last statement; returns the last sequence. Followers hear at commit. */
  append(tx: Tx, drafts: readonly EventDraft[]): Promise<number>;
  /** The same with the commit right behind it: nothing may follow in this transaction. For the submit, which others wait for. */
  appendAndCommit(tx: Tx, drafts: readonly EventDraft[]): Promise<number>;
  /**
   * Looks for new events now; for whoever wrote some by other means than `append`. `upTo` is the last sequence, if known:
   * what nobody follows is not read.
   */
  wake(upTo?: number): void;
  start(): Promise<void>;
  stop(): Promise<void>;
  /**
   * Hands every event after `afterSequence` (or from now on) to `onEvents`, in order, each once. A subscriber that
   * returns a promise gets nothing more until it resolves and is then served from the log: a slow one costs no memory.
   * A patient one may be told a moment later: while all are, a busy log is not read at each commit.
   */
  subscribe(onEvents: OnEvents, afterSequence?: number, patient?: boolean): () => void;
  since(sequence: number, limit: number): Promise<readonly LoggedEvent[]>;
  head(): Promise<number>;
  /** Oldest sequence still kept, null when the log is empty. */
  oldest(): Promise<number | null>;
  /** What the last look at the log came to: null when it went well. */
  health(): { readonly lastError: string | null };
}

export function createEventLog({
  database,
  clock,
  log,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
}): EventLog {
  const repository = createEventRepository({ database, clock });
  const subscriptions = createSubscriptions({ since: (sequence) => repository.since(sequence, BATCH), log });
  let begun = false;
  let stopped = false;
  let wanted = false;
  let reading: Promise<void> | undefined;
  let poll: NodeJS.Timeout | undefined;
  let later: NodeJS.Timeout | undefined;
  let unlisten: (() => Promise<void>) | undefined;
  let lastError: string | null = null;

  const read = async (): Promise<void> => {
    try {
      while (wanted && !stopped) {
        wanted = false;
        if (subscriptions.none()) {
          const head = await repository.head();
          if (subscriptions.none()) subscriptions.skipTo(head);
          else wanted = true;
          lastError = null;
          continue;
        }
        const batch = await repository.since(subscriptions.position(), BATCH);
        subscriptions.deliver(batch);
        lastError = null;
        if (batch.length === BATCH) wanted = true;
        else if (!subscriptions.impatient()) return;
      }
    } catch (error) {
      // The next wake or poll tries again from the same place: nothing is lost meanwhile.
      lastError = error instanceof Error ? error.message : String(error);
      log.warn('event log could not be read', { error });
    }
  };

  const look = (): void => {
    clearTimeout(later);
    later = undefined;
    reading ??= read().finally(() => {
      reading = undefined;
      if (wanted) wake();
    });
  };

  const wake = (upTo?: number): void => {
    if (upTo !== undefined && begun) {
      if (upTo <= subscriptions.position()) return;
      if (subscriptions.none()) {
        subscriptions.skipTo(upTo);
        return;
      }
    }
    wanted = true;
    if (poll === undefined || stopped || reading !== undefined) return;
    if (subscriptions.impatient() || subscriptions.none()) look();
    else later ??= setTimeout(look, PATIENCE_MS);
  };

  return {
    append: (tx, drafts) => repository.append(tx, drafts),
    appendAndCommit: (tx, drafts) => repository.appendAndCommit(tx, drafts),
    wake,
    async start() {
      subscriptions.begin(await repository.head());
      begun = true;
      unlisten = await database.listen(EVENTS_CHANNEL, (payload) => {
        wake(/^\d+$/.test(payload) ? Number(payload) : undefined);
      });
      poll = setInterval(wake, POLL_MS);
      wake();
    },
    async stop() {
      stopped = true;
      clearInterval(poll);
      clearTimeout(later);
      await reading;
      await subscriptions.close();
      await unlisten?.();
    },
    subscribe: (onEvents, afterSequence, patient) => subscriptions.add(onEvents, afterSequence, patient),
    since: (sequence, limit) => repository.since(sequence, limit),
    head: () => repository.head(),
    oldest: () => repository.oldest(),
    health: () => ({ lastError }),
  };
}
