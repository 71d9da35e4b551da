import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/domain/ids.ts';
import type { Database } from '../../src/repositories/database.ts';
import { createIdempotencyKeyRepository } from '../../src/repositories/idempotencyKeys.ts';
import { idempotencyKeys, rateLimits } from '../../src/repositories/schema.ts';
import { createIdempotency } from '../../src/services/idempotency.ts';
import { operations } from '../harness/operations.ts';
import type { TestAnswer, TestServer } from '../harness/server.ts';
import { silent } from '../harness/silent.ts';
import { startTwoServers, type TwoServers } from '../harness/twoServers.ts';

/** Two servers over one database: what holds for a repeated request must hold wherever it is sent. */
describe('Idempotency-Key', () => {
  let two: TwoServers;
  let database: Database;
  let here: TestServer;
  let there: TestServer;

  beforeAll(async () => {
    two = await startTwoServers();
    ({ database, here, there } = two);
  });
  afterAll(() => two.stop());

  let names = 0;
  const user = (over: object = {}) => {
    const username = `keyed-${(names += 1)}`;
    return { username, email: `${username}@example.com`, password: 'a password for tests', roles: ['viewer'], ...over };
  };
  const createUser = (server: TestServer, key: string, json: object, token?: string): Promise<TestAnswer> =>
    server.request('control-center', '/users', {
      method: 'POST',
      json,
      headers: { 'idempotency-key': key },
      ...(token !== undefined && { token }),
    });
  const execute = (statement: ReturnType<typeof sql>) => database.in(undefined).execute(statement);
  const usersNamed = async (username: string): Promise<number> =>
    ((await here.request('control-center', '/users?limit=1000')).body.data as { readonly username: string }[]).filter(
      (one) => one.username === username,
    ).length;

  it('B51 answers the same key and body with the stored answer, on whichever server, and does the work once', async () => {
    const [key, json] = [newId(), user()];
    const first = await createUser(here, key, json);
    expect(first.status).toBe(201);
    for (const again of [await createUser(there, key, json), await createUser(here, `"${key}"`, json)]) {
      expect([again.status, again.text]).toEqual([201, first.text]);
      expect(again.headers.get('location')).toBe(first.headers.get('location'));
    }
    expect(await usersNamed(json.username)).toBe(1);
    const audit = await here.request(
      'control-center',
      `/audit/logs?action=user.create&resource=users/${json.username}`,
    );
    expect(audit.body.data).toHaveLength(1);
  });

  it('B51 refuses another body, and another operation, under the key', async () => {
    const [key, json] = [newId(), user()];
    expect((await createUser(here, key, json)).status).toBe(201);
    for (const other of [{ ...json, email: 'other@example.com' }, user()]) {
      const { status, body } = await createUser(there, key, other);
      expect([status, body.code]).toEqual([422, 'idempotency_key_reused']);
    }
    const checkpoint = await here.request('orchestrator', '/rollback/checkpoints', {
      method: 'POST',
      json: { name: 'under a used key' },
      headers: { 'idempotency-key': key },
    });
    expect([checkpoint.status, checkpoint.body.code]).toEqual([422, 'idempotency_key_reused']);
  });

  it('B51 keeps the keys of each user apart', async () => {
    const key = newId();
    const another = await here.tokenOf('admin');
    const [mine, his] = [await createUser(here, key, user()), await createUser(here, key, user(), another)];
    expect([mine.status, his.status]).toEqual([201, 201]);
    expect(mine.body.data.id).not.toBe(his.body.data.id);
  });

  it('B51 refuses a key of 300 characters, an empty one and one with spaces', async () => {
    for (const key of ['k'.repeat(300), '', 'a b']) {
      const { status, body } = await createUser(here, key, user());
      expect([status, body.code]).toEqual([400, 'invalid_request']);
    }
    expect((await createUser(here, 'k'.repeat(255), user())).status).toBe(201);
  });

  it('B51 answers 409 with Retry-After while the request is running, and takes over when its server is gone', async () => {
    const [key, json] = [newId(), user()];
    // As another server leaves it that is at work, or has died before it changed anything.
    const repository = createIdempotencyKeyRepository({ database });
    const claim = { userId: await adminId(), key, requestHash: 'x', claim: newId() };
    await repository.claim(claim, { claimSeconds: 60, keepSeconds: 3600 });
    await execute(sql`update idempotency_keys set request_hash = ${await hashOf(json)} where key = ${key}`);
    const running = await createUser(here, key, json);
    expect([running.status, running.body.code]).toEqual([409, 'idempotency_in_progress']);
    expect(running.headers.get('retry-after')).toBe('1');
    await execute(sql`update idempotency_keys set claimed_until = now() - interval '1 second' where key = ${key}`);
    expect((await createUser(there, key, json)).status).toBe(201);
    expect((await createUser(here, key, json)).status).toBe(201);
  });

  it('B51 does the work of 20 parallel requests once', async () => {
    const [key, json] = [newId(), user()];
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => createUser(index % 2 === 0 ? here : there, key, json)),
    );
    const made = answers.filter(({ status }) => status === 201);
    expect(made.length).toBeGreaterThan(0);
    expect(new Set(made.map(({ text }) => text)).size).toBe(1);
    for (const { status, body } of answers) {
      if (status !== 201) expect([status, body.code]).toEqual([409, 'idempotency_in_progress']);
    }
    expect(await usersNamed(json.username)).toBe(1);
  });

  it('gives the key back when nothing was changed, and forgets it after its time', async () => {
    const [key, json] = [newId(), user()];
    const taken = await createUser(here, key, { ...json, username: 'admin' });
    expect(taken.status).toBe(409);
    const { status, body } = await createUser(there, key, json);
    expect(status).toBe(201);
    await execute(sql`update idempotency_keys set expires_at = now() - interval '1 second' where key = ${key}`);
    const anew = await createUser(here, key, json);
    expect([anew.status, anew.body.code]).toEqual([409, 'conflict']);
    expect(body.data.username).toBe(json.username);
  });

  it('and the window of a limit are gone from the database once they have ended, and a server has looked', async () => {
    const [ended, going] = [newId(), newId()];
    for (const key of [ended, going]) {
      await createUser(here, key, user());
      await execute(sql`insert into rate_limits values (${key}, 1, now() + interval '1 minute')`);
    }
    await execute(sql`update idempotency_keys set expires_at = now() where key = ${ended}`);
    await execute(sql`update rate_limits set expires_at = now() where key = ${ended}`);
    const left = async (key: string) => [
      await database.in(undefined).$count(idempotencyKeys, eq(idempotencyKeys.key, key)),
      await database.in(undefined).$count(rateLimits, eq(rateLimits.key, key)),
    ];
    const third = await two.another();
    try {
      await expect.poll(() => left(ended), { timeout: 30_000 }).toEqual([0, 0]);
      expect(await left(going)).toEqual([1, 1]);
    } finally {
      await third.stop();
    }
  });

  it('is taken by every POST but those of /auth and those that answer with a secret', () => {
    const posts = operations.filter(({ method }) => method === 'post');
    const without = posts.filter(({ keyed }) => !keyed).map(({ path }) => path);
    expect(without.filter((path) => !path.startsWith('/auth/'))).toEqual([
      '/webhooks',
      '/webhooks/{id}/rotate-secret',
      '/service-tokens',
    ]);
    expect(operations.filter(({ keyed, method }) => keyed && method !== 'post')).toEqual([]);
  });

  describe('B51 commits the answer with the change', () => {
    // The server dies after the commit: nothing can be written about the request any more.
    beforeAll(async () => {
      await execute(sql`create function dead() returns trigger language plpgsql as $$ begin
        if old.xmin = pg_current_xact_id()::xid then return new; end if;
        raise 'dead';
      end $$`);
      await execute(
        sql`create trigger dead before update on idempotency_keys for each row when (old.committed) execute function dead()`,
      );
    });
    afterAll(async () => {
      await execute(sql`drop trigger dead on idempotency_keys`);
      await execute(sql`drop function dead`);
    });

    const twice = async (api: 'orchestrator' | 'control-center', path: string, json?: object) => {
      const headers = { 'idempotency-key': newId() };
      const send = (server: TestServer) =>
        server.request(api, path, { method: 'POST', headers, ...(json !== undefined && { json }) });
      const [first, again] = [await send(here), await send(there)];
      expect(first.status).toBeLessThan(300);
      expect([again.status, again.text]).toEqual([first.status, first.text]);
      expect(again.headers.get('location')).toBe(first.headers.get('location'));
      return first.body.data;
    };
    const workflow = { infra: 'production', settings: 'config.k', check_mode: true };

    it('of users, policies, checkpoints and plans', async () => {
      await twice('control-center', '/users', user());
      const rules = [{ effect: 'Allow', resource: 'servers:*', action: ['read'] }];
      await twice('control-center', '/policies', { name: `keyed ${newId()}`, rules });
      await twice('orchestrator', '/rollback/checkpoints', { name: 'keyed' });
      const plan = await twice('orchestrator', '/plans', { type: 'servers', request: workflow });
      await twice('orchestrator', `/plans/${String(plan.id)}/approve`, {});
      const applied = await twice('orchestrator', `/plans/${String(plan.id)}/apply`);
      expect(applied).toMatchObject({ status: 'Applied', task_id: expect.any(String) as string });
      await twice('orchestrator', '/drift/check');
    });

    it('of workflows and batches', async () => {
      await twice('orchestrator', '/workflows/servers/create', workflow);
      await twice('orchestrator', '/workflows/taskserv/create', {
        ...workflow,
        taskserv: 'kubernetes',
        operation: 'create',
      });
      await twice('orchestrator', '/workflows/cluster/create', {
        ...workflow,
        cluster_type: 'buildkit',
        operation: 'create',
      });
      const batch = {
        name: 'keyed',
        rollback_enabled: true,
        operations: [
          {
            id: 'a',
            type: 'server_batch',
            provider: 'upcloud',
            server_configs: [{ name: 'keyed-1', plan: 'small', zone: 'here' }],
          },
        ],
      };
      const { batch_id: id } = await twice('orchestrator', '/batch/execute', batch);
      const list = await here.request('orchestrator', '/batch/operations?limit=1000');
      expect((list.body.data as { name: string }[]).filter(({ name }) => name === 'keyed')).toHaveLength(1);
      await ended(String(id));
      const undone = { operation_ids: [`${String(id)}/a`] };
      const headers = { 'idempotency-key': newId() };
      const send = (server: TestServer) =>
        server.request('orchestrator', '/rollback/execute', { method: 'POST', json: undone, headers });
      // Its last word could not be kept: what was kept is that the rollback is under way, and where it is found.
      const [first, again] = [await send(here), await send(there)];
      expect([first.status, again.status]).toEqual([200, 202]);
      expect(again.headers.get('location')).toBe(`/rollback/${String(first.body.data.rollback_id)}`);
    });
  });

  describe('B51 a change whose request was taken over', () => {
    afterEach(() => execute(sql`delete from idempotency_keys where key = 'fenced'`));

    it('is not taken over while it is at work, however long that takes', async () => {
      const repository = createIdempotencyKeyRepository({ database });
      const deps = { repository, newId, log: silent, keepSeconds: 60, prolongEveryMs: 5 };
      const request = { userId: await adminId(), key: 'fenced', operation: 'x', requestHash: 'x', status: 200 };
      const claimed = async (): Promise<boolean> =>
        (await database.in(undefined).$count(idempotencyKeys, sql`key = 'fenced' and claimed_until > now()`)) === 1;
      await createIdempotency(deps).once(request, async () => {
        await execute(
          sql`update idempotency_keys set claimed_until = now() - interval '1 second' where key = 'fenced'`,
        );
        await expect.poll(claimed, { timeout: 30_000 }).toBe(true);
        return { status: 200, stored: () => Promise.resolve({ status: 200, location: null, data: 'null' }) };
      });
    });

    it('is undone, so that only one of the two is made', async () => {
      const repository = createIdempotencyKeyRepository({ database });
      const idempotency = createIdempotency({ repository, newId, log: silent, keepSeconds: 60 });
      const request = { userId: await adminId(), key: 'fenced', operation: 'x', requestHash: 'x', status: 200 };
      const answer = (data: string) => ({
        status: 200,
        stored: () => Promise.resolve({ status: 200, location: null, data }),
      });
      const late = idempotency.once(request, async (keyed) => {
        await execute(
          sql`update idempotency_keys set claimed_until = now() - interval '1 second' where key = 'fenced'`,
        );
        await idempotency.once(request, async () => answer('"early"'));
        await database.transact(async (tx) => {
          await database.in(tx).execute(sql`insert into rate_limits values ('fenced', 1, now())`);
          await keyed.commit(tx, { data: 'late' });
        });
        return answer('"late"');
      });
      await expect(late).rejects.toMatchObject({ code: 'idempotency_in_progress' });
      const made = await database.in(undefined).$count(rateLimits, eq(rateLimits.key, 'fenced'));
      expect(made).toBe(0);
      expect((await idempotency.once(request, () => Promise.reject(new Error('done twice'))))?.data).toBe('"early"');
    });
  });

  async function adminId(): Promise<string> {
    return (await here.request('control-center', '/auth/verify')).body.data.user.id as string;
  }

  /** The hash of a request as the server makes it. */
  async function hashOf(json: object): Promise<string> {
    const key = newId();
    await createUser(here, key, json);
    const [row] = await database.in(undefined).select().from(idempotencyKeys).where(eq(idempotencyKeys.key, key));
    await execute(sql`delete from users where username = ${(json as { username: string }).username}`);
    return row!.requestHash;
  }

  async function ended(batchId: string): Promise<void> {
    await expect
      .poll(
        async () => (await here.request('orchestrator', `/batch/operations/${batchId}`)).body.data.terminal as boolean,
        {
          timeout: 60_000,
          interval: 100,
        },
      )
      .toBe(true);
  }
});
