import { systemActor } from '../domain/actor.ts';
import type { RecordAudit } from '../domain/audit.ts';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import type { AuditChainRepository } from '../repositories/auditChain.ts';
import type { AuditChain } from './auditChain.ts';
import { createHourly } from './hourly.ts';

/** Records removed in one transaction. */
const BATCH = 5_000;
const DAY_MS = 86_400_000;

export interface AuditRetention {
  /** Removes what is too old; returns how many records. */
  removeOld(): Promise<number>;
  start(): void;
  stop(): Promise<void>;
}

interface RetentionDeps {
  readonly repository: AuditChainRepository;
  readonly chain: AuditChain;
  readonly audit: RecordAudit;
  readonly clock: Clock;
  readonly log: Log;
  /** Days that records are kept; 0 keeps them for ever. */
  readonly days: number;
}

/**
 * Removes old records from the beginning of the chain. The head of what was removed stays, signed, so that the rest can
 * still be proved and a beginning that somebody else cut off shows.
 */
export function createAuditRetention(deps: RetentionDeps): AuditRetention {
  const { repository, chain, audit, clock, log, days } = deps;
  async function removeOld(signal?: AbortSignal): Promise<number> {
    if (days === 0) return 0;
    let removed = 0;
    for (;;) {
      const now = clock.now();
      const prefix = await repository.oldPrefix(new Date(now.getTime() - days * DAY_MS), BATCH);
      if (prefix === undefined || signal?.aborted === true) return removed;
      const { records, ...head } = prefix;
      const isMine = await repository.removeTo(chain.floor(head, now), (tx) =>
        audit(tx, {
          actor: systemActor,
          action: 'audit.remove',
          resource: 'audit/log',
          result: 'success',
          details: { records, up_to: head.seal, hash: head.hash, kept_days: days },
        }),
      );
      if (isMine) removed += records;
      if (records < BATCH) return removed;
    }
  }

  const hourly = createHourly(removeOld, { log, trouble: 'old audit records could not be removed' });
  return {
    removeOld: () => removeOld(),
    start() {
      if (days > 0) hourly.start();
    },
    stop: hourly.stop,
  };
}
