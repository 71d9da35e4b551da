import { systemActor } from '../domain/actor.ts';
import type { RecordAudit } from '../domain/audit.ts';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import type { Transact } from '../domain/tx.ts';
import type { CheckpointRepository } from '../repositories/checkpoints.ts';
import type { Cutoff, HistoryRepository, RemovedEntries, RunPlace } from '../repositories/history.ts';
import type { RunKind } from '../repositories/schema.ts';
import { createHourly, type Hourly } from './hourly.ts';

/** How long history is kept; 0 = for ever, or all. */
export interface HistoryRules {
  readonly taskDays: number;
  readonly tasks: number;
  readonly eventDays: number;
  readonly deliveryDays: number;
}

/** What one sweep removed. */
export interface Removed {
  readonly runs: number;
  readonly tasks: number;
  readonly events: number;
  readonly deliveries: number;
}

export interface HistoryRetention extends Hourly {
  /** Removes what is too old; nothing while another server does. Done every hour while started. */
  removeOld(): Promise<Removed>;
}

interface RetentionDeps {
  readonly history: HistoryRepository;
  readonly checkpoints: Pick<CheckpointRepository, 'lockRollbacks'>;
  readonly transact: Transact;
  readonly audit: RecordAudit;
  readonly clock: Clock;
  readonly log: Log;
  readonly rules: HistoryRules;
  /** Webhook endpoints of this server: what they have not been told yet stays. */
  readonly endpoints: readonly string[];
}

const DAY_MS = 86_400_000;
const KINDS: readonly RunKind[] = ['batch', 'workflow', 'rollback', 'restore'];
/** Removed in one transaction, so that nobody waits long for its locks. */
const RUNS_AT_ONCE = 50;
const ENTRIES_AT_ONCE = 5_000;
const NEVER = new Date(0);
const BEGINNING: RunPlace = { createdAt: NEVER.toISOString(), id: '00000000-0000-0000-0000-000000000000' };

/** Bounds the history that the database keeps. Any number of servers may be set to do it; one at a time does. */
export function createHistoryRetention(deps: RetentionDeps): HistoryRetention {
  const { history, transact, clock, rules } = deps;
  const daysAgo = (days: number): Date => (days === 0 ? NEVER : new Date(clock.now().getTime() - days * DAY_MS));

  async function removeKind(kind: RunKind, cutoff: Cutoff, signal?: AbortSignal) {
    let after = BEGINNING;
    let [runs, tasks] = [0, 0];
    while (signal?.aborted !== true) {
      const removed = await transact(async (tx) => {
        if (!(await history.lock(tx))) return undefined;
        // A rollback that is being planned has claimed its nodes before they are looked at here, or finds them gone.
        await deps.checkpoints.lockRollbacks(tx);
        const gone = await history.removeRuns(tx, kind, cutoff, after, RUNS_AT_ONCE);
        if (gone.runs > 0) {
          await deps.audit(tx, {
            actor: systemActor,
            action: 'history.remove',
            resource: 'tasks',
            result: 'success',
            details: { kind, runs: gone.runs, tasks: gone.tasks, up_to: gone.last?.createdAt ?? null },
          });
        }
        return gone;
      });
      if (removed === undefined) break;
      runs += removed.runs;
      tasks += removed.tasks;
      if (removed.last === undefined || removed.runs < RUNS_AT_ONCE) break;
      after = removed.last;
    }
    return { runs, tasks };
  }

  async function removeRuns(signal?: AbortSignal) {
    let [runs, tasks] = [0, 0];
    if (rules.taskDays === 0 && rules.tasks === 0) return { runs, tasks };
    const askedBefore = rules.tasks === 0 ? undefined : await history.askedAt(rules.tasks);
    const cutoff = { endedBefore: daysAgo(rules.taskDays), askedBefore: askedBefore ?? NEVER };
    for (const kind of KINDS) {
      const removed = await removeKind(kind, cutoff, signal);
      runs += removed.runs;
      tasks += removed.tasks;
    }
    return { runs, tasks };
  }

  /** Steps through a log until what comes is young. */
  async function stepThrough(step: (after: number) => Promise<RemovedEntries>, signal?: AbortSignal): Promise<number> {
    let total = 0;
    let after: number | undefined = 0;
    while (after !== undefined && signal?.aborted !== true) {
      const { removed, next }: RemovedEntries = await step(after);
      total += removed;
      after = next;
    }
    return total;
  }

  const locked = (step: (tx: Parameters<typeof history.lock>[0]) => Promise<RemovedEntries>): Promise<RemovedEntries> =>
    transact(async (tx) => ((await history.lock(tx)) ? step(tx) : { removed: 0, next: undefined }));

  async function removeEvents(signal?: AbortSignal): Promise<number> {
    if (rules.eventDays === 0) return 0;
    const before = daysAgo(rules.eventDays);
    return stepThrough(
      (after) => locked((tx) => history.removeEvents(tx, before, deps.endpoints, after, ENTRIES_AT_ONCE)),
      signal,
    );
  }

  async function removeDeliveries(signal?: AbortSignal): Promise<number> {
    if (rules.deliveryDays === 0) return 0;
    const before = daysAgo(rules.deliveryDays);
    let total = 0;
    for (const endpoint of await history.endpoints()) {
      total += await stepThrough(
        (after) => locked((tx) => history.removeDeliveries(tx, endpoint, before, after, ENTRIES_AT_ONCE)),
        signal,
      );
    }
    return total;
  }

  async function removeOld(signal?: AbortSignal): Promise<Removed> {
    const { runs, tasks } = await removeRuns(signal);
    const removed = { runs, tasks, events: await removeEvents(signal), deliveries: await removeDeliveries(signal) };
    if (Object.values(removed).some((count) => count > 0)) deps.log.info('old history removed', removed);
    return removed;
  }

  return {
    removeOld: () => removeOld(),
    ...createHourly(removeOld, { log: deps.log, trouble: 'old history could not be removed' }),
  };
}
