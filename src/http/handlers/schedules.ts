import type { OrchestratorDeps } from '../deps.ts';
import { ok } from '../envelope.ts';
import { preconditionOf } from '../etag.ts';
import { pageHeaders } from '../paging.ts';
import type { OrchestratorHandlers } from './contract.ts';

type ScheduleHandlers = Pick<
  OrchestratorHandlers,
  'createSchedule' | 'listSchedules' | 'getSchedule' | 'updateSchedule' | 'deleteSchedule'
>;

export const scheduleHandlers = ({ schedules }: Pick<OrchestratorDeps, 'schedules'>): ScheduleHandlers => ({
  createSchedule: async (c) => {
    const schedule = await schedules.create(c.var.actor, c.req.valid('json'));
    return c.json(ok(schedule), 201, { Location: `/schedules/${schedule.id}` });
  },
  listSchedules: async (c) => {
    const query = c.req.valid('query');
    const page = await schedules.list(c.var.actor, query);
    pageHeaders(c, page, query);
    return c.json(ok([...page.items]), 200);
  },
  getSchedule: async (c) => c.json(ok(await schedules.get(c.var.actor, c.req.valid('param').id)), 200),
  updateSchedule: async (c) =>
    c.json(
      ok(await schedules.update(c.var.actor, c.req.valid('param').id, c.req.valid('json'), preconditionOf(c))),
      200,
    ),
  deleteSchedule: async (c) =>
    c.json(ok(await schedules.remove(c.var.actor, c.req.valid('param').id, preconditionOf(c))), 200),
});
