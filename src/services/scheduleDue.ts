import type { ScheduleOutcome } from '../../generated/enums.ts';
import type { Actor } from '../domain/actor.ts';
import { systemActor } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import type { EventDraft } from '../domain/events.ts';
import type { Tx } from '../domain/tx.ts';
import type { ScheduleChanges, ScheduleRepository, ScheduleRow } from '../repositories/schedules.ts';
import type { Became } from './alongside.ts';
import { cronTimes } from './cron.ts';
import type { RunServiceDeps } from './runDeps.ts';
import { scheduleEvent, targetOf } from './scheduleFacts.ts';
import type { ScheduleTargets } from './scheduleTargets.ts';

/** A time that is noticed later than this was missed. */
const MISSED_MS = 60_000;

type DueDeps = Pick<RunServiceDeps, 'transact' | 'audit' | 'events' | 'clock'> & {
  readonly schedules: Pick<ScheduleRepository, 'change'>;
  readonly targets: ScheduleTargets;
  /** Cancels a run as this actor may. */
  readonly cancel: (actor: Actor, became: Became, batch: boolean) => Promise<void>;
  /** The user as he is now; undefined when he is gone or disabled. */
  readonly actorOf: (userId: string) => Promise<Actor | undefined>;
};

/** Another server acted on the same version first. */
class Outrun extends Error {}

type Row = ScheduleRow['schedule'];

/** What is due of a schedule, and what is to be done about it. */
type Step =
  | { readonly kind: 'start' | 'wait' | 'cancel'; readonly at: Date }
  | { readonly kind: 'leave'; readonly at: Date; readonly outcome: 'skipped' | 'missed' };

function stepOf({ schedule: row, run }: ScheduleRow, now: Date): Step | null {
  const open = run !== null && run.completedAt === null;
  if (row.waitingFor !== null && !open) return { kind: 'start', at: row.waitingFor };
  if (row.nextAt === null || row.nextAt > now) return null;
  const at = cronTimes(row.cron, row.timeZone, row.nextAt).latest(row.nextAt, now);
  if (row.catchUp === 'none' && now.getTime() - at.getTime() > MISSED_MS)
    return { kind: 'leave', at, outcome: 'missed' };
  if (!open || row.overlap === 'allow_all') return { kind: 'start', at };
  if (row.overlap === 'skip' || row.waitingFor !== null) return { kind: 'leave', at, outcome: 'skipped' };
  return { kind: row.overlap === 'cancel_other' ? 'cancel' : 'wait', at };
}

/**
 * Acts on one schedule whose time has come. Any number of servers may do it at once: what is done is committed together
 * with the next version of the row, which one of them gets.
 */
export function createScheduleDue(deps: DueDeps): (found: ScheduleRow) => Promise<void> {
  const take = async (tx: Tx, row: Row, changes: ScheduleChanges): Promise<void> => {
    if (!(await deps.schedules.change(tx, row.id, row.version, changes))) throw new Outrun();
  };

  /** The row after its time `at`: the next one, and what became of this. */
  function after(row: Row, at: Date, now: Date, outcome: ScheduleOutcome, error: string | null): ScheduleChanges {
    const nextAt =
      row.nextAt === null || row.nextAt > now ? row.nextAt : cronTimes(row.cron, row.timeZone, row.nextAt).after(now);
    return { nextAt, lastFor: at, lastAt: now, lastOutcome: outcome, lastError: error, lastStatus: null };
  }

  const told = (row: Row, at: Date, outcome: ScheduleOutcome, more = {}): EventDraft =>
    scheduleEvent(row, outcome, { scheduled_for: at.toISOString(), ...more });

  const record = (tx: Tx, actor: Actor, row: Row, result: 'success' | 'failure' | 'denied', details: object) =>
    deps.audit(tx, {
      actor,
      action: 'schedule.run',
      resource: `schedules/${row.name}`,
      result,
      details: { id: row.id, ...details },
    });

  async function leave(row: Row, at: Date, outcome: 'skipped' | 'missed'): Promise<void> {
    await deps.transact(async (tx) => {
      await take(tx, row, after(row, at, deps.clock.now(), outcome, null));
      await deps.events.append(tx, [told(row, at, outcome)]);
    });
  }

  async function refuse(row: Row, at: Date, actor: Actor, error: string, denied: boolean): Promise<void> {
    await deps.transact(async (tx) => {
      await take(tx, row, { ...after(row, at, deps.clock.now(), 'refused', error), waitingFor: null });
      const scheduled_for = at.toISOString();
      await record(tx, actor, row, denied ? 'denied' : 'failure', { scheduled_for, reason: error });
      await deps.events.append(tx, [told(row, at, 'refused', { error })]);
    });
  }

  const startedNow = async (tx: Tx, row: Row, at: Date, actor: Actor, became: Became | null) => {
    await take(tx, row, {
      ...after(row, at, deps.clock.now(), 'started', null),
      waitingFor: null,
      runId: became?.runId ?? null,
      taskId: became?.taskId ?? null,
    });
    const ids = { ...(became && (became.taskId === null ? { batch_id: became.runId } : { task_id: became.taskId })) };
    await record(tx, actor, row, 'success', { scheduled_for: at.toISOString(), ...ids });
    return [told(row, at, 'started', ids)];
  };

  /** A look for drift is no run: its time is taken first, then it is done here. */
  async function lookForDrift(row: Row, at: Date, actor: Actor): Promise<void> {
    await deps.targets.check(actor, { type: 'drift' });
    await deps.transact(async (tx) => {
      await deps.events.append(tx, await startedNow(tx, row, at, actor, null));
    });
    let changes: ScheduleChanges = { lastStatus: 'Completed' };
    try {
      await deps.targets.lookForDrift(actor);
    } catch (error) {
      changes = { lastStatus: 'Failed', lastError: error instanceof Error ? error.message : String(error) };
    }
    await deps.transact((tx) => deps.schedules.change(tx, row.id, row.version + 1, changes));
  }

  async function start(row: Row, at: Date): Promise<void> {
    const owner = row.owner === null ? undefined : await deps.actorOf(row.owner);
    if (owner === undefined) {
      await refuse(row, at, systemActor, 'its owner is gone or disabled: change its target to become its owner', true);
      return;
    }
    try {
      const target = targetOf(row);
      if (target.type === 'drift') await lookForDrift(row, at, owner);
      else await deps.targets.submit(owner, target, (tx, became) => startedNow(tx, row, at, owner, became));
    } catch (error) {
      // What is only away comes back: the time stays due until then.
      if (!(error instanceof DomainError) || error.code === 'unavailable') throw error;
      await refuse(row, at, owner, error.message, error.code === 'forbidden');
    }
  }

  async function wait({ schedule: row, run }: ScheduleRow, at: Date, cancel: boolean): Promise<void> {
    const owner = row.owner === null ? undefined : await deps.actorOf(row.owner);
    if (cancel && owner !== undefined && row.runId !== null) {
      try {
        await deps.cancel(owner, { runId: row.runId, taskId: row.taskId }, run?.kind === 'batch');
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        // It has ended meanwhile, or he may not cancel it any more: then it is waited for.
      }
    }
    const { nextAt } = after(row, at, deps.clock.now(), 'started', null);
    await deps.transact((tx) => take(tx, row, { waitingFor: at, nextAt }));
  }

  return async (found) => {
    const { schedule: row } = found;
    const step = stepOf(found, deps.clock.now());
    if (step === null) return;
    try {
      if (step.kind === 'start') await start(row, step.at);
      else if (step.kind === 'leave') await leave(row, step.at, step.outcome);
      else await wait(found, step.at, step.kind === 'cancel');
    } catch (error) {
      if (!(error instanceof Outrun)) throw error;
    }
  };
}
