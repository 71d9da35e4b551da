import type { RollbackAccepted } from '../../../generated/contract/orchestrator.ts';
import type { AppContext } from '../context.ts';
import type { OrchestratorDeps } from '../deps.ts';
import { ok } from '../envelope.ts';
import { pageHeaders } from '../paging.ts';
import type { OrchestratorHandlers } from './contract.ts';

type RollbackHandlers = Pick<
  OrchestratorHandlers,
  | 'executeRollback'
  | 'restoreCheckpoint'
  | 'listRollbacks'
  | 'getRollback'
  | 'getRollbackStatistics'
  | 'retryLeftover'
  | 'skipLeftover'
  | 'resolveLeftover'
>;

/** The longest a POST is held before it answers 202. */
const MAX_WAIT_MS = 60_000;

/** `Prefer: respond-async` (RFC 7240 section 4.1) asks for the 202 at once. */
function patience(c: AppContext, prefer: string | undefined) {
  const preferences = (prefer ?? '').split(',').map((text) => text.split(';')[0]!.trim().toLowerCase());
  return { waitMs: preferences.includes('respond-async') ? 0 : MAX_WAIT_MS, signal: c.req.raw.signal };
}

const goesOn = ({ rollback_id, status }: RollbackAccepted) => ok({ rollback_id, status });
const location = ({ rollback_id }: RollbackAccepted) => ({ Location: `/rollback/${rollback_id}` });

export const rollbackHandlers = ({
  rollback,
  leftovers,
}: Pick<OrchestratorDeps, 'rollback' | 'leftovers'>): RollbackHandlers => ({
  executeRollback: async (c) => {
    const waiting = patience(c, c.req.valid('header').prefer);
    const outcome = await rollback.execute(c.var.actor, c.req.valid('json'), waiting);
    return outcome.done ? c.json(ok(outcome.result), 200) : c.json(goesOn(outcome), 202, location(outcome));
  },
  restoreCheckpoint: async (c) => {
    const waiting = patience(c, c.req.valid('header').prefer);
    const dryRun = c.req.valid('query').dry_run;
    const outcome = await rollback.restore(c.var.actor, c.req.valid('param').id, { ...waiting, dryRun });
    return outcome.done ? c.json(ok(outcome.result), 200) : c.json(goesOn(outcome), 202, location(outcome));
  },
  getRollback: async (c) => c.json(ok(await rollback.get(c.var.actor, c.req.valid('param').id)), 200),
  listRollbacks: async (c) => {
    const query = c.req.valid('query');
    const page = await rollback.list(c.var.actor, query);
    pageHeaders(c, page, query);
    return c.json(ok([...page.items]), 200);
  },
  retryLeftover: async (c) => {
    const { id, op } = c.req.valid('param');
    const waiting = patience(c, c.req.valid('header').prefer);
    const outcome = await rollback.outcome(await leftovers.retry(c.var.actor, id, op), waiting);
    return outcome.done ? c.json(ok(outcome.result), 200) : c.json(goesOn(outcome), 202, location(outcome));
  },
  skipLeftover: async (c) => {
    const { id, op } = c.req.valid('param');
    return c.json(ok(await leftovers.skip(c.var.actor, id, op, c.req.valid('json').reason)), 200);
  },
  resolveLeftover: async (c) => {
    const { id, op } = c.req.valid('param');
    return c.json(ok(await leftovers.resolve(c.var.actor, id, op, c.req.valid('json').reason)), 200);
  },
  getRollbackStatistics: async (c) => c.json(ok(await rollback.statistics(c.var.actor)), 200),
});
