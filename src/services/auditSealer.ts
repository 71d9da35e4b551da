import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import type { AuditChainRepository, AuditHead } from '../repositories/auditChain.ts';
import type { AuditChain } from './auditChain.ts';

/** Records are chained within a second of their commit; this often is looked for them. */
const EVERY_MS = 300;
/** Records sealed in one transaction. */
const BATCH = 500;
/** The head goes into the log this often while it moves: kept elsewhere, it shows when the end was cut off. */
const TELL_HEAD_MS = 60_000;

export interface AuditSealer {
  /** Seals all there is to seal; returns how many times a batch was sealed here. */
  sealNow(): Promise<number>;
  start(): void;
  /** Seals what is left and ends. */
  stop(): Promise<void>;
}

interface SealerDeps {
  readonly repository: AuditChainRepository;
  readonly chain: AuditChain;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Chains the committed records, so that no change has to wait for the one before it. Every server runs one; a lock in the
 * database lets one of them work at a time.
 */
export function createAuditSealer({ repository, chain, clock, log }: SealerDeps): AuditSealer {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let last: AuditHead | undefined;
  let toldAt = 0;

  function tell(head: AuditHead): void {
    last = head;
    const now = clock.now().getTime();
    if (now - toldAt < TELL_HEAD_MS) return;
    toldAt = now;
    log.info('audit head', { seal_sequence: head.seal, hash: head.hash });
  }

  async function sealNow(): Promise<number> {
    let batches = 0;
    while (await repository.waiting(clock.now())) {
      const head = await repository.sealNext(clock.now(), BATCH, (before, rows) => {
        if (last !== undefined && before.seal < last.seal) {
          log.error('the end of the audit log was cut off', { missing_from: before.seal + 1, missing_to: last.seal });
        }
        const forged = rows.filter((row) => !chain.isGenuine(row)).map(({ id }) => id);
        if (forged.length > 0) log.error('audit records were not written by a server', { ids: forged.slice(0, 10) });
        return chain.seal(before, rows);
      });
      if (head === undefined) break;
      batches += 1;
      tell(head);
    }
    return batches;
  }

  async function work(): Promise<void> {
    const { signal } = stopping;
    while (!signal.aborted) {
      try {
        await sealNow();
      } catch (error) {
        log.warn('audit records could not be sealed', { error });
      }
      await pause(EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  return {
    sealNow,
    start() {
      running ??= work();
    },
    async stop() {
      stopping.abort();
      if (running === undefined) return;
      await running;
      await sealNow().catch((error: unknown) => {
        log.warn('audit records could not be sealed', { error });
      });
      if (last !== undefined) log.info('audit head', { seal_sequence: last.seal, hash: last.hash });
    },
  };
}
