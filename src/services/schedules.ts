import type { Schedule, ScheduleCreate, ScheduleHead, ScheduleUpdate } from '../../generated/contract/orchestrator.ts';
import type { Actor } from '../domain/actor.ts';
import { conflict, notFound } from '../domain/errors.ts';
import type { JsonObject } from '../domain/json.ts';
import { keepAnswer } from '../domain/keyedRequest.ts';
import type { Page, PageRequest } from '../domain/paging.ts';
import type { Precondition } from '../domain/precondition.ts';
import type { NewSchedule, ScheduleChanges, ScheduleRepository, ScheduleRow } from '../repositories/schedules.ts';
import { cronTimes } from './cron.ts';
import type { RunServiceDeps } from './runDeps.ts';
import { scheduleEvent, toSchedule, toScheduleHead } from './scheduleFacts.ts';
import type { ScheduleTargets } from './scheduleTargets.ts';

export interface ScheduleService {
  create(actor: Actor, body: ScheduleCreate): Promise<Schedule>;
  list(actor: Actor, filter: PageRequest & { readonly enabled?: boolean | undefined }): Promise<Page<ScheduleHead>>;
  get(actor: Actor, id: string): Promise<Schedule>;
  /** What the body leaves out stays. Whoever changes what it does becomes its owner: nobody lends out his rights. */
  update(actor: Actor, id: string, body: ScheduleUpdate, precondition?: Precondition): Promise<Schedule>;
  remove(actor: Actor, id: string, precondition?: Precondition): Promise<string>;
}

type ScheduleDeps = Pick<RunServiceDeps, 'transact' | 'audit' | 'decider' | 'events' | 'clock' | 'newId'> & {
  readonly schedules: ScheduleRepository;
  readonly targets: ScheduleTargets;
  /** The times have changed: look at them anew, here and on the other servers. */
  readonly changed: () => void;
};

type Verb = 'create' | 'read' | 'update' | 'delete';

const asJson = (target: object): JsonObject => target as unknown as JsonObject;

export function createSchedules(deps: ScheduleDeps): ScheduleService {
  const { schedules, clock } = deps;

  const question = (actor: Actor, action: Verb, id: string, name: string, owner: string | null) =>
    ({ actor, action, resource: { kind: 'schedules', id, attributes: { name, owner } } }) as const;

  async function permitted(actor: Actor, action: Verb, id: string): Promise<ScheduleRow> {
    const found = await schedules.find(id);
    if (found === undefined) throw notFound('schedule', id);
    const { name, owner } = found.schedule;
    if (!(await deps.decider.decide(question(actor, 'read', id, name, owner))).allowed) throw notFound('schedule', id);
    if (action !== 'read') await deps.decider.require(question(actor, action, id, name, owner));
    return found;
  }

  const read = async (actor: Actor, id: string): Promise<Schedule> =>
    toSchedule(await permitted(actor, 'read', id), clock.now());

  /** One try; false when somebody else changed it meanwhile. */
  async function tryUpdate(
    actor: Actor,
    id: string,
    body: ScheduleUpdate,
    precondition?: Precondition,
  ): Promise<boolean> {
    const found = await permitted(actor, 'update', id);
    const { schedule: row } = found;
    const now = clock.now();
    precondition?.(toSchedule(found, now));
    const { cron = row.cron, time_zone: timeZone = row.timeZone, enabled = row.enabled, target } = body;
    const times = cronTimes(cron, timeZone, now);
    if (target !== undefined) await deps.targets.check(actor, target);
    const sameTimes = cron === row.cron && timeZone === row.timeZone && enabled === row.enabled;
    const changes: ScheduleChanges = {
      cron,
      timeZone,
      enabled,
      nextAt: !enabled ? null : sameTimes ? row.nextAt : times.after(now),
      updatedAt: now,
      ...(enabled ? {} : { waitingFor: null }),
      ...(body.name === undefined ? {} : { name: body.name }),
      ...(body.description === undefined ? {} : { description: body.description }),
      ...(body.overlap === undefined ? {} : { overlap: body.overlap }),
      ...(body.catch_up === undefined ? {} : { catchUp: body.catch_up }),
      ...(target === undefined ? {} : { type: target.type, target: asJson(target), owner: actor.userId }),
    };
    return deps.transact(async (tx) => {
      if (body.name !== undefined && (await schedules.nameTaken(tx, body.name, id)))
        throw conflict(`There is a schedule ${body.name} already`);
      if (!(await schedules.change(tx, id, row.version, changes))) return false;
      const { target: _target, ...said } = body;
      await deps.audit(tx, {
        actor,
        action: 'schedule.update',
        resource: `schedules/${row.name}`,
        result: 'success',
        details: { id, ...said, ...(target === undefined ? {} : { type: target.type, owner: actor.userId }) },
      });
      await deps.events.append(tx, [scheduleEvent({ id, name: body.name ?? row.name }, 'updated', { enabled })]);
      return true;
    });
  }

  return {
    create: async (actor, body) => {
      const now = clock.now();
      const id = deps.newId();
      await deps.decider.require(question(actor, 'create', id, body.name, actor.userId));
      const times = cronTimes(body.cron, body.time_zone, now);
      await deps.targets.check(actor, body.target);
      const row: NewSchedule = {
        id,
        name: body.name,
        description: body.description ?? null,
        type: body.target.type,
        target: asJson(body.target),
        cron: body.cron,
        timeZone: body.time_zone,
        overlap: body.overlap,
        catchUp: body.catch_up,
        enabled: body.enabled,
        owner: actor.userId,
        nextAt: body.enabled ? times.after(now) : null,
        createdAt: now,
        updatedAt: now,
      };
      await deps.transact(async (tx) => {
        const inserted = await schedules.insert(tx, row);
        if (inserted === undefined) throw conflict(`There is a schedule ${body.name} already`);
        const data = toSchedule({ schedule: inserted, run: null }, now);
        await keepAnswer(tx, actor, 'createSchedule', { data, location: `/schedules/${id}` });
        await deps.audit(tx, {
          actor,
          action: 'schedule.create',
          resource: `schedules/${body.name}`,
          result: 'success',
          details: { id, type: body.target.type, cron: body.cron, time_zone: body.time_zone, enabled: body.enabled },
        });
        await deps.events.append(tx, [scheduleEvent({ id, name: body.name }, 'created', { enabled: body.enabled })]);
      });
      deps.changed();
      return read(actor, id);
    },

    list: async (actor, { enabled, limit, offset }) => {
      const visible = await deps.decider.rows(actor, 'read', 'schedules');
      const { items, total } = await schedules.list({ enabled, visible }, { limit, offset });
      const now = clock.now();
      return { items: items.map((found) => toScheduleHead(found, now)), total };
    },

    get: read,

    update: async (actor, id, body, precondition) => {
      for (let tries = 0; !(await tryUpdate(actor, id, body, precondition)); tries++)
        if (tries === 5) throw conflict(`Schedule ${id} is being changed by others: read it again, then change it`);
      deps.changed();
      return read(actor, id);
    },

    remove: async (actor, id, precondition) => {
      const found = await permitted(actor, 'delete', id);
      const { schedule: row } = found;
      precondition?.(toSchedule(found, clock.now()));
      await deps.transact(async (tx) => {
        if (!(await schedules.remove(tx, id))) throw notFound('schedule', id);
        await deps.audit(tx, {
          actor,
          action: 'schedule.delete',
          resource: `schedules/${row.name}`,
          result: 'success',
          details: { id },
        });
        await deps.events.append(tx, [scheduleEvent(row, 'deleted')]);
      });
      deps.changed();
      return 'Schedule deleted';
    },
  };
}
