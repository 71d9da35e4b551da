import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import type { RollbackResult } from '../../generated/contract/orchestrator.ts';
import { systemActor } from '../../src/domain/actor.ts';
import type { AppContext, Env } from '../../src/http/context.ts';
import { ok } from '../../src/http/envelope.ts';
import type { OrchestratorHandlers } from '../../src/http/handlers/contract.ts';
import { rollbackHandlers } from '../../src/http/handlers/rollback.ts';

const ID = 'e4b7c2a1-9d8f-4e36-b5a0-7c6d1f2e3b48';

describe('the type of the handlers', () => {
  it('refuses a missing handler, an undeclared status and a wrong body (checked by npm run typecheck)', () => {
    // @ts-expect-error every operation needs its handler
    const missing: OrchestratorHandlers = {};
    // @ts-expect-error the contract declares no 418
    const status: OrchestratorHandlers['getHealth'] = (c) => c.json(ok('fine'), 418);
    // @ts-expect-error the data of this answer is a string
    const body: OrchestratorHandlers['getHealth'] = (c) => c.json(ok(5), 200);
    expect([missing, status, body]).toHaveLength(3);
  });
});

describe('a rollback', () => {
  const result: RollbackResult = {
    rollback_id: ID,
    status: 'Completed',
    success: true,
    progress: 100,
    operations_executed: 1,
    operations_failed: 0,
    duration: 0.5,
    leftovers: [],
    plan: null,
  };

  /** The service ends at once, unless nobody waits for it. */
  async function execute(prefer?: string) {
    const waits: number[] = [];
    const handlers = rollbackHandlers({
      rollback: {
        execute: (_actor, _body, { waitMs }) => {
          waits.push(waitMs);
          return Promise.resolve(
            waitMs > 0 ? { done: true, result } : { done: false, rollback_id: ID, status: 'Running' },
          );
        },
        restore: () => Promise.reject(new Error('not asked')),
        repair: () => Promise.reject(new Error('not asked')),
        list: () => Promise.reject(new Error('not asked')),
        get: () => Promise.reject(new Error('not asked')),
        outcome: () => Promise.reject(new Error('not asked')),
        statistics: () => Promise.reject(new Error('not asked')),
      },
      leftovers: {
        retry: () => Promise.reject(new Error('not asked')),
        skip: () => Promise.reject(new Error('not asked')),
        resolve: () => Promise.reject(new Error('not asked')),
      },
    });
    const app = new Hono<Env>();
    app.post('/rollback/execute', (c) => {
      c.set('actor', systemActor);
      c.req.addValidatedData('json', { operation_ids: ['op-1'], cascade: false, dry_run: false });
      c.req.addValidatedData('header', prefer === undefined ? {} : { prefer });
      return handlers.executeRollback(c as AppContext as never, () =>
        Promise.resolve(),
      ) as unknown as Promise<Response>;
    });
    const answer = await app.request('/rollback/execute', { method: 'POST' });
    return { answer, waits };
  }

  it('is awaited for at most a minute', async () => {
    const { answer, waits } = await execute();
    expect([answer.status, waits]).toEqual([200, [60_000]]);
    expect(await answer.json()).toEqual({ success: true, data: result });
  });

  it.each(['respond-async', 'Respond-Async, wait=10', 'handling=lenient, respond-async'])(
    'is left to itself with Prefer: %s, and the answer says where it goes on',
    async (prefer) => {
      const { answer, waits } = await execute(prefer);
      expect([answer.status, answer.headers.get('location'), waits]).toEqual([202, `/rollback/${ID}`, [0]]);
      expect(await answer.json()).toEqual({ success: true, data: { rollback_id: ID, status: 'Running' } });
    },
  );
});
