import type { OrchestratorDeps } from '../deps.ts';
import { ok } from '../envelope.ts';
import { pageHeaders } from '../paging.ts';
import { seekHeaders, seekOf } from '../seek.ts';
import type { OrchestratorHandlers } from './contract.ts';

type BatchHandlers = Pick<
  OrchestratorHandlers,
  'executeBatch' | 'listBatches' | 'getBatch' | 'resumeBatch' | 'cancelBatch' | 'listBatchOperations'
>;

export const batchHandlers = ({ batches }: Pick<OrchestratorDeps, 'batches'>): BatchHandlers => ({
  executeBatch: async (c) => c.json(ok(await batches.execute(c.var.actor, c.req.valid('json'))), 200),
  listBatches: async (c) => {
    const query = c.req.valid('query');
    const request = seekOf(c, 'batches', query);
    const page = await batches.list(c.var.actor, { dead_lettered: query.dead_lettered, ...request });
    seekHeaders(c, 'batches', page, request);
    return c.json(ok([...page.items]), 200);
  },
  getBatch: async (c) => c.json(ok(await batches.get(c.var.actor, c.req.valid('param').id)), 200),
  resumeBatch: async (c) => c.json(ok(await batches.resume(c.var.actor, c.req.valid('param').id)), 200),
  cancelBatch: async (c) => {
    const { id } = c.req.valid('param');
    return c.json(ok(await batches.cancel(c.var.actor, id, c.req.valid('json'))), 200);
  },
  listBatchOperations: async (c) => {
    const query = c.req.valid('query');
    const page = await batches.operations(c.var.actor, c.req.valid('param').id, query);
    pageHeaders(c, page, query);
    return c.json(ok([...page.items]), 200);
  },
});
