import type { OrchestratorDeps } from '../deps.ts';
import { ok } from '../envelope.ts';
import { pageHeaders } from '../paging.ts';
import type { OrchestratorHandlers } from './contract.ts';

type CheckpointHandlers = Pick<
  OrchestratorHandlers,
  'createCheckpoint' | 'listCheckpoints' | 'getCheckpoint' | 'deleteCheckpoint'
>;

export const checkpointHandlers = ({ checkpoints }: Pick<OrchestratorDeps, 'checkpoints'>): CheckpointHandlers => ({
  createCheckpoint: async (c) => {
    const id = await checkpoints.create(c.var.actor, c.req.valid('json'));
    return c.json(ok(id), 201, { Location: `/rollback/checkpoints/${id}` });
  },
  listCheckpoints: async (c) => {
    const query = c.req.valid('query');
    const page = await checkpoints.list(c.var.actor, query);
    pageHeaders(c, page, query);
    return c.json(ok([...page.items]), 200);
  },
  getCheckpoint: async (c) => c.json(ok(await checkpoints.get(c.var.actor, c.req.valid('param').id)), 200),
  deleteCheckpoint: async (c) => c.json(ok(await checkpoints.remove(c.var.actor, c.req.valid('param').id)), 200),
});
