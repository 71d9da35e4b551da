import { generate } from 'otplib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Drift, Plan, RollbackResult } from '../../generated/contract/orchestrator.ts';
import type { Database } from '../../src/repositories/database.ts';
import { openTestDatabaseAsUser, testStore } from '../harness/database.ts';
import { operations } from '../harness/operations.ts';
import { context } from '../providers/context.ts';
import { startSink, type Sink } from './sink.ts';
import { wholeServer, type Whole } from './wholeServer.ts';

let w: Whole;
let sink: Sink;
/** Used by a role that owns nothing: no operation needs more than rows. */
let database: Database;
beforeAll(async () => {
  sink = await startSink();
  database = await openTestDatabaseAsUser();
  w = await wholeServer({ httpAllowCidrs: ['127.0.0.0/8'], webhookAllowCidrs: ['127.0.0.0/8'] }, { database });
});
afterAll(async () => {
  await w.stop();
  await sink.close();
  await database.close();
});

type Token = string | null | undefined;

/** What is answered at its end: where a server dies before it can keep that, the second answer is that it is under way. */
const LAST = ['executeRollback', 'restoreCheckpoint', 'retryLeftover'];

/** From each commit on nothing more can be written about its request, as if its server had died: only an owner can say so. */
async function dieAfterCommits(): Promise<void> {
  await database.statement(
    `create function dead() returns trigger language plpgsql as $$ begin
       if old.xmin = pg_current_xact_id()::xid then return new; end if;
       raise 'dead';
     end $$`,
    [],
  );
  await database.statement(
    `create trigger dead before update on idempotency_keys for each row when (old.committed) execute function dead()`,
    [],
  );
}
const done: string[] = [];

/** Sends one request of an operation, under a request id of its own; it must succeed. Gives its data. */
async function does<T = unknown>(operationId: string, ids: string[] = [], json?: unknown, token?: Token): Promise<T> {
  const operation = operations.find((one) => one.operationId === operationId)!;
  done.push(operationId);
  const path = operation.path.replace(/\{\w+\}/g, () => ids.shift() ?? '');
  const send = () =>
    w.server.request(operation.api, path, {
      method: operation.method.toUpperCase(),
      headers: {
        'x-request-id': `story-${operationId}`,
        ...(operation.keyed ? { 'idempotency-key': `story-${operationId}` } : {}),
      },
      ...(json === undefined ? {} : { json }),
      ...(token === undefined ? {} : { token }),
    });
  const { status, body, text } = await send();
  if (status >= 300) throw new Error(`${operationId} was answered ${status}: ${text}`);
  if (operation.keyed) {
    const again = await send();
    const onTheWay = again.status === 202 && LAST.includes(operationId);
    expect([operationId, again.status, again.text]).toEqual([
      operationId,
      ...(onTheWay ? [202, again.text] : [status, text]),
    ]);
  }
  return body.data as T;
}

async function identities(): Promise<void> {
  const [first, second] = ['a first password', 'a second password'];
  const ada = { username: 'ada', email: 'ada@example.com', password: first, roles: ['viewer'] };
  const { id } = await does<{ id: string }>('createUser', [], ada);
  await does('updateUser', [id], { email: 'countess@example.com' });
  const login = await does<{ token: string }>('login', [], { username: 'ada', password: first }, null);
  const { token } = await does<{ token: string }>('refresh', [], { token: login.token }, null);
  await does('changePassword', [], { current_password: first, new_password: second }, token);
  const here = await w.server.login('ada', second);
  const other = await w.server.login('ada', second);
  const sessions = await w.data<{ id: string; current: boolean }[]>(
    w.server.request('control-center', '/auth/sessions', { token: here }),
  );
  await does('endSession', [sessions.find(({ current }) => !current)!.id], undefined, here);
  expect((await w.server.request('control-center', '/auth/verify', { token: other })).status).toBe(401);

  const enrol = async () => (await does<{ secret: string }>('enrolMfa', [], { password: second }, here)).secret;
  const seed = await enrol();
  await does<{ recovery_codes: string[] }>('confirmMfa', [], { mfa_code: await generate({ secret: seed }) }, here);
  const codes = async (proof: object) => does<{ recovery_codes: string[] }>('renewRecoveryCodes', [], proof, here);
  const status = await w.data(w.server.request('control-center', '/auth/mfa', { token: here }));
  expect(status).toMatchObject({ enabled: true });
  // The code of this step is used up; one of the next is taken, too.
  const nextCode = await generate({ secret: seed, epoch: Math.floor(Date.now() / 1000) + 30 });
  const { recovery_codes: fresh } = await codes({ password: second, mfa_code: nextCode });
  await does('disableMfa', [], { password: second, recovery_code: fresh[0] }, here);
  const again = await w.data<{ secret: string }>(
    w.server.request('control-center', '/auth/mfa/enrol', { method: 'POST', json: { password: second }, token: here }),
  );
  const json = { mfa_code: await generate({ secret: again.secret }) };
  await w.data(w.server.request('control-center', '/auth/mfa/confirm', { method: 'POST', json, token: here }));
  await does('resetMfa', [id]);

  const made = await does<{ id: string }>('createServiceToken', [], { name: 'story', scopes: ['tasks:read'] }, here);
  await does('deleteServiceToken', [made.id], undefined, here);
  await does('logout', [], undefined, here);
  const rules = [{ effect: 'Allow', resource: 'servers:*', action: ['read'] }];
  const policy = await does<{ id: string }>('createPolicy', [], { name: 'story', rules });
  await does('updatePolicy', [policy.id], { enabled: false });
  await does('simulatePolicies', [], { resource: 'servers:*' });
  await does('deletePolicy', [policy.id]);
  await does('rotateKeys', [], {});
  await does('deleteUser', [id]);
}

async function runs(): Promise<void> {
  const settings = { infra: 'production', settings: 'config.k', check_mode: true };
  await does('createServersWorkflow', [], settings);
  await does('createTaskservWorkflow', [], { ...settings, taskserv: 'kubernetes', operation: 'create' });
  await does('createClusterWorkflow', [], { ...settings, cluster_type: 'buildkit', operation: 'create' });

  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  sink.answer = async ({ name }) => {
    if (name.startsWith('held')) await opened;
    return name.startsWith('bad') ? 400 : 200;
  };
  const batch = (name: string) => w.batchOf(name, [sink.operation(name)]);
  const { batch_id: held } = await does<{ batch_id: string }>('executeBatch', [], batch('held-1'));
  await does('cancelBatch', [held]);
  const second = await w.data<{ batch_id: string }>(w.call('POST', '/batch/execute', batch('held-2')));
  const { operations: of } = await w.data<{ operations: { task_id: string }[] }>(
    w.call('GET', `/batch/operations/${second.batch_id}`),
  );
  await does('cancelTask', [of[0]!.task_id]);
  open();
  for (const id of [held, second.batch_id]) await w.endedBatch(id);
  const failed = await w.batch('bad', [sink.operation('bad')]);
  const resumed = await does<{ batch_id: string }>('resumeBatch', [failed]);
  await w.endedBatch(resumed.batch_id);
}

async function backwards(): Promise<void> {
  const checkpoint = await does<string>('createCheckpoint', [], { name: 'story' });
  await w.servers({ name: 'story-1' });
  const executed = await does<RollbackResult>('executeRollback', [], { checkpoint_id: checkpoint });
  expect(executed.operations_executed).toBeGreaterThan(0);
  await w.servers({ name: 'story-2' });
  await does('restoreCheckpoint', [checkpoint]);
  await does('deleteCheckpoint', [await w.checkpoint('not needed')]);

  sink.answer = ({ what }) => (what === 'undo' ? 400 : 200);
  const batch = await w.batch(
    'left over',
    ['l1', 'l2', 'l3'].map((name) => sink.operation(name)),
  );
  const body = { operation_ids: ['l1', 'l2', 'l3'].map((name) => `${batch}/${name}`) };
  const left = await w.data<RollbackResult>(w.call('POST', '/rollback/execute', body));
  expect(left.leftovers).toHaveLength(3);
  const [one, two, three] = left.leftovers.map(({ id }) => id) as [string, string, string];
  const run = left.rollback_id!;
  sink.answer = () => 200;
  await does('retryLeftover', [run, one]);
  await does('skipLeftover', [run, two], { reason: 'not worth it' });
  await does('resolveLeftover', [run, three], { reason: 'done by hand' });
}

async function plansAndDrift(): Promise<void> {
  const request = w.batchOf('planned', [sink.operation('planned')]);
  const { id } = await does<Plan>('createPlan', [], { type: 'batch', request });
  await does('approvePlan', [id], { reason: 'looked at' });
  const { run_id: run } = await does<Plan>('applyPlan', [id]);
  await w.endedBatch(run!);
  await w.servers({ name: 'drift-1' }, { name: 'drift-2' }, { name: 'drift-3' });
  for (const name of ['drift-1', 'drift-2', 'drift-3']) {
    const { externalId, spec } = (await w.observed()).get(name)!;
    await w.provider.update(context('x'), externalId, { ...spec, plan: '9xCPU' });
  }
  await does('checkDrift');
  const found = await w.data<Drift[]>(w.call('GET', '/drift?status=open'));
  const [one, two, three] = found.map((drift) => drift.id) as [string, string, string];
  await does('adoptDrift', [one]);
  await does('ignoreDrift', [two], { reason: 'known' });
  await does('repairDrift', [three]);
}

async function schedulesAndWebhooks(): Promise<void> {
  const target = { type: 'batch', request: w.batchOf('timed', [sink.operation('timed')]) };
  const schedule = await does<{ id: string }>('createSchedule', [], { name: 'story', cron: '@yearly', target });
  await does('updateSchedule', [schedule.id], { enabled: false });
  await does('deleteSchedule', [schedule.id]);
  const hook = await does<{ id: string }>('createWebhook', [], {
    url: `${sink.url}/do/hook`,
    events: ['checkpoint.created'],
  });
  await w.checkpoint('told');
  const deliveries = () =>
    w.data<{ id: string; status: string }[]>(w.call('GET', `/webhooks/${hook.id}/deliveries?status=delivered`));
  await expect.poll(async () => (await deliveries()).length, { timeout: 30_000 }).toBeGreaterThan(0);
  await does('redeliverWebhook', [hook.id, (await deliveries())[0]!.id]);
  await does('updateWebhook', [hook.id], { enabled: false });
  await does('rotateWebhookSecret', [hook.id], {});
  await does('deleteWebhook', [hook.id]);
}

/** What an answer of 2xx leaves in the log beside the record of its operation: changes that are part of it. */
const MORE: Readonly<Record<string, readonly string[]>> = {
  applyPlan: ['batch.execute'],
  // Tells who may do what, and changes nothing.
  simulatePolicies: [],
};

it('B84 every operation that changes anything leaves exactly one record of it, B51 also when it is sent twice', async () => {
  if (testStore() === 'pglite') await dieAfterCommits();
  await identities();
  await runs();
  await backwards();
  await plansAndDrift();
  await schedulesAndWebhooks();
  const changing = operations.filter(({ method }) => method !== 'get').map(({ operationId }) => operationId);
  expect([...done].sort()).toEqual([...changing].sort());

  const { body } = await w.server.request('control-center', '/audit/logs?limit=1000');
  const records = body.data as { request_id: string | null; action: string; result: string; resource: string }[];
  const left = done.map((operationId) => {
    const own = records.filter(({ request_id: id }) => id === `story-${operationId}`);
    return [operationId, own.map(({ action, result }) => `${action} ${result}`).sort()];
  });
  const expected = done.map((operationId) => {
    const { audit } = operations.find((one) => one.operationId === operationId)!;
    const actions = operationId === 'simulatePolicies' ? [] : [audit, ...(MORE[operationId] ?? [])];
    return [operationId, actions.map((action) => `${action} success`).sort()];
  });
  expect(left).toEqual(expected);
});
