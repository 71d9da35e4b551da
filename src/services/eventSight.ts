import type { EventType } from '../../generated/enums.ts';
import type { Actor } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import type { LoggedEvent } from '../domain/events.ts';
import { NO_ROW, type RowFilter } from '../domain/rowFilter.ts';
import type { Decider } from '../policy/decide.ts';
import type { SeenKind, SightRepository } from '../repositories/sight.ts';

/** Those of some events that somebody may know of, in the same order. A promise only where rows have to be looked at. */
type Sight = (events: readonly LoggedEvent[]) => readonly LoggedEvent[] | Promise<readonly LoggedEvent[]>;

interface SightDeps {
  readonly decider: Pick<Decider, 'decide' | 'rows'>;
  readonly rows: SightRepository;
}

const KINDS: readonly SeenKind[] = ['tasks', 'batches', 'servers', 'checkpoints', 'schedules'];

/** What an event is about: a resource that is read one by one, rollbacks (read as a whole), or the system. */
type Subject = { readonly kind: SeenKind; readonly id: string | null } | 'rollbacks' | 'system';

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const subjects: Record<EventType, (event: LoggedEvent) => Subject> = {
  TaskStatusChanged: ({ taskId }) => ({ kind: 'tasks', id: taskId }),
  TaskProgress: ({ taskId }) => ({ kind: 'tasks', id: taskId }),
  TaskOutput: ({ taskId }) => ({ kind: 'tasks', id: taskId }),
  BatchStatusChanged: ({ runId }) => ({ kind: 'batches', id: runId }),
  OperationStatusChanged: ({ runId }) => ({ kind: 'batches', id: runId }),
  CheckpointCreated: ({ data }) => ({ kind: 'checkpoints', id: textOf(data['checkpoint_id']) }),
  ServerStatusChanged: ({ data }) => ({ kind: 'servers', id: textOf(data['server_id']) }),
  ScheduleStatusChanged: ({ data }) => ({ kind: 'schedules', id: textOf(data['schedule_id']) }),
  RollbackStatusChanged: () => 'rollbacks',
  SystemHealthChanged: () => 'system',
};

/**
 * How somebody sees the events: exactly those about what a GET would show him, now. What is no longer stored is shown to
 * those only who may read every resource of its kind.
 */
export function createEventSight({ decider, rows }: SightDeps): (actor: Actor) => Promise<Sight> {
  const filterOf = async (actor: Actor, kind: SeenKind): Promise<RowFilter> => {
    try {
      return await decider.rows(actor, 'read', kind);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'forbidden') return NO_ROW;
      throw error;
    }
  };

  return async (actor) => {
    const filters = new Map(await Promise.all(KINDS.map(async (kind) => [kind, await filterOf(actor, kind)] as const)));
    const resource = { kind: 'checkpoints', id: '*' } as const;
    const { allowed: rollbacks } = await decider.decide({ actor, action: 'read', resource });
    if (rollbacks && [...filters.values()].every(({ kind }) => kind === 'all')) return (events) => events;

    /** What was found out about single rows; as young as this sight. */
    const known = new Map(KINDS.map((kind) => [kind, new Map<string, boolean>()]));
    const verdict = (event: LoggedEvent): boolean | { readonly kind: SeenKind; readonly id: string } => {
      const subject = subjects[event.type](event);
      if (subject === 'rollbacks') return rollbacks;
      if (subject === 'system') return true;
      const { kind, id } = subject;
      const filter = filters.get(kind) ?? NO_ROW;
      if (filter.kind === 'all') return true;
      if (filter.kind === 'none' || id === null) return false;
      return known.get(kind)?.get(id) ?? { kind, id };
    };
    const lookUp = async (kind: SeenKind, ids: readonly string[]): Promise<void> => {
      const seen = await rows.among(kind, ids, filters.get(kind) ?? NO_ROW);
      for (const id of ids) known.get(kind)?.set(id, seen.has(id));
    };

    return (events) => {
      const open = events.map(verdict).filter((one) => typeof one !== 'boolean');
      const seen = (): readonly LoggedEvent[] => events.filter((event) => verdict(event) === true);
      if (open.length === 0) return seen();
      const wanted = KINDS.map((kind) => [kind, new Set(open.flatMap((o) => (o.kind === kind ? o.id : [])))] as const);
      return Promise.all(wanted.map(([kind, ids]) => lookUp(kind, [...ids]))).then(seen);
    };
  };
}
