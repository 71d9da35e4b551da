import type { OrchestratorDeps } from '../deps.ts';
import { ok } from '../envelope.ts';
import { seekHeaders, seekOf } from '../seek.ts';
import type { OrchestratorHandlers } from './contract.ts';

type TaskHandlers = Pick<OrchestratorHandlers, 'listTasks' | 'getTask' | 'getTaskWaiting' | 'cancelTask'>;

export const taskHandlers = ({ tasks }: Pick<OrchestratorDeps, 'tasks'>): TaskHandlers => ({
  listTasks: async (c) => {
    const query = c.req.valid('query');
    const request = seekOf(c, 'tasks', query);
    const page = await tasks.list(c.var.actor, { status: query.status, ...request });
    seekHeaders(c, 'tasks', page, request);
    return c.json(ok([...page.items]), 200);
  },
  getTask: async (c) => {
    const { wait } = c.req.valid('query');
    // The signal of a request is made when it is asked for, and costs more than the rest of a read.
    const options = wait === 0 ? {} : { waitSeconds: wait, signal: c.req.raw.signal };
    return c.json(ok(await tasks.get(c.var.actor, c.req.valid('param').id, options)), 200);
  },
  getTaskWaiting: async (c) => c.json(ok(await tasks.waiting(c.var.actor, c.req.valid('param').id)), 200),
  cancelTask: async (c) => c.json(ok(await tasks.cancel(c.var.actor, c.req.valid('param').id)), 200),
});
