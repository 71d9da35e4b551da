import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/domain/actor.ts';
import type { AuditEntry } from '../../src/domain/audit.ts';
import { unauthenticated } from '../../src/domain/errors.ts';
import { newId } from '../../src/domain/ids.ts';
import { createAuditRepository } from '../../src/repositories/audit.ts';
import type { Database } from '../../src/repositories/database.ts';
import { createAudit, markRecorded, type AuditService } from '../../src/services/audit.ts';
import { csvLines, jsonLines, streamOf } from '../../src/http/lines.ts';
import { createAuditChain } from '../../src/services/auditChain.ts';
import { plainText, scrubDetails } from '../../src/services/auditScrub.ts';
import { openTestDatabase } from '../harness/database.ts';
import { movableClock } from './identity.ts';

const ada: Actor = {
  kind: 'user',
  userId: newId(),
  username: 'ada',
  roles: ['operator'],
  sessionId: newId(),
  mfa: false,
  requestId: 'request-7',
  ip: '192.0.2.9',
};

describe('the audit log', () => {
  const clock = movableClock();
  let database: Database;
  let audit: AuditService;

  beforeAll(async () => {
    database = await openTestDatabase();
    const chain = createAuditChain({ secretKey: new Uint8Array(32) });
    audit = createAudit({ repository: createAuditRepository({ database }), chain, clock, newId });
  });
  afterAll(() => database.close());

  const entry = (over: Partial<AuditEntry> = {}): AuditEntry => ({
    actor: ada,
    action: 'server.create',
    resource: 'servers/web-01',
    result: 'success',
    ...over,
  });
  const list = (query: Partial<Parameters<AuditService['list']>[0]> = {}) =>
    audit.list({ limit: 1000, offset: 0, ...query });

  it('B84 has a record exactly when the change it tells of is committed', async () => {
    await database.transact((tx) => audit.record(tx, entry({ resource: 'servers/kept' })));
    const lost = database.transact(async (tx) => {
      await audit.record(tx, entry({ resource: 'servers/lost' }));
      throw new Error('the change fails');
    });
    await expect(lost).rejects.toThrow('the change fails');
    expect((await list({ resource: 'servers/lost' })).total).toBe(0);
    expect((await list({ resource: 'servers/kept' })).items).toMatchObject([
      {
        timestamp: clock.now().toISOString(),
        user_id: ada.userId,
        username: 'ada',
        action: 'server.create',
        result: 'success',
        request_id: 'request-7',
        ip: '192.0.2.9',
        details: {},
      },
    ]);
  });

  it('is read newest first, by user, action, resource and time, page by page', async () => {
    const other = { ...ada, userId: newId(), username: 'grace' };
    const start = clock.now();
    for (let index = 0; index < 6; index += 1) {
      clock.advance(1000);
      const actor = index % 2 === 0 ? ada : other;
      const what = entry({ actor, action: 'batch.cancel', resource: `batches/${index}` });
      await database.transact((tx) => audit.record(tx, what));
    }
    const resources = async (query: Parameters<typeof list>[0]) =>
      (await list({ action: 'batch.cancel', ...query })).items.map(({ resource }) => resource);
    expect(await resources({})).toEqual([5, 4, 3, 2, 1, 0].map((index) => `batches/${index}`));
    expect(await resources({ user_id: other.userId })).toEqual(['batches/5', 'batches/3', 'batches/1']);
    expect(await resources({ resource: 'batches/2' })).toEqual(['batches/2']);
    const at = (seconds: number) => new Date(start.getTime() + seconds * 1000).toISOString();
    expect(await resources({ from: at(2), to: at(4) })).toEqual(['batches/3', 'batches/2', 'batches/1']);
    expect(await resources({ from: at(4).replace('Z', '+00:00'), limit: 2 })).toEqual(['batches/5', 'batches/4']);
    const page = await list({ action: 'batch.cancel', limit: 2, offset: 4 });
    expect([page.total, page.items.length]).toEqual([6, 2]);
    expect(await resources({ offset: 100 })).toEqual([]);
  });

  it('B45 refuses a reversed span and what is not a time', async () => {
    const reversed = list({ from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' });
    await expect(reversed).rejects.toMatchObject({ code: 'invalid_request', details: [{ path: 'from' }] });
    for (const to of ['infinity', '2026-13-01T00:00:00Z', '']) {
      await expect(list({ to })).rejects.toMatchObject({ code: 'invalid_request', details: [{ path: 'to' }] });
    }
  });

  it('B46 takes injections in filters for data', async () => {
    const injections = ["' or '1'='1", 'servers/%', "x'; drop table audit_log; --"];
    for (const text of injections) expect((await list({ action: text, resource: text })).total).toBe(0);
    expect((await list({})).total).toBeGreaterThan(0);
  });

  it('counts anonymous refusals in one row per address, action and minute', async () => {
    const knock = (ip: string, action = 'task.read') =>
      audit.recordRefusal(entry({ actor: null, action, resource: 'tasks/*', result: 'denied', ip }));
    await Promise.all(Array.from({ length: 25 }, () => knock('198.51.100.1')));
    await knock('198.51.100.2');
    await knock('198.51.100.1', 'batch.read');
    clock.advance(60_000);
    await knock('198.51.100.1');
    const { items } = await list({ action: 'task.read' });
    const seen = items.map(({ ip, details }) => [ip, details['count']]).sort();
    expect(seen).toEqual([
      ['198.51.100.1', 1],
      ['198.51.100.1', 25],
      ['198.51.100.2', 1],
    ]);
    expect((await list({ action: 'batch.read' })).total).toBe(1);
  });

  it('has one row for each refusal of somebody known, and none for what was recorded already', async () => {
    const denied = entry({ action: 'user.delete', resource: 'users/x', result: 'denied' });
    await audit.recordRefusal(denied);
    await audit.recordRefusal(denied, unauthenticated());
    await audit.recordRefusal(denied, markRecorded(unauthenticated()));
    expect((await list({ action: 'user.delete' })).total).toBe(2);
  });

  it.each([
    ['JSON Lines', jsonLines],
    ['CSV', (records: AsyncIterable<object>) => csvLines(records, ['id' as never])],
  ])('is exported as %s page by page as it is read, and no further', async (_name, lines) => {
    const repository = createAuditRepository({ database });
    const pages: number[] = [];
    const watched = {
      ...repository,
      after: async (...of: Parameters<typeof repository.after>) => {
        const rows = await repository.after(...of);
        pages.push(rows.length);
        return rows;
      },
    };
    const chain = createAuditChain({ secretKey: new Uint8Array(32) });
    const exporting = createAudit({ repository: watched, chain, clock, newId });
    const action = `stream.${_name.slice(0, 3).toLowerCase()}`;
    await database.transact(async (tx) => {
      for (let index = 0; index < 1_200; index += 1) await audit.record(tx, entry({ action }));
    });
    const whole = await new Response(streamOf(lines(exporting.export({ action })))).text();
    expect(pages).toEqual([500, 500, 200]);
    expect(whole.trimEnd().split('\n').length).toBeGreaterThanOrEqual(1_200);

    pages.length = 0;
    const reader = streamOf(lines(exporting.export({ action }))).getReader();
    const first = await reader.read();
    expect(first.value?.length).toBeLessThan(whole.length / 2);
    expect(pages).toEqual([500]);
    await reader.cancel();
    expect(pages).toEqual([500]);
  });

  it('B86 keeps forged lines, escapes and megabytes out of its records', async () => {
    const name = `admin\r\n{"level":"info"}\u001b[2J\u0000\ud800${'x'.repeat(1_000_000)}`;
    const hostile = entry({ actor: { ...ada, username: name }, resource: `users/${name}`, details: { agent: name } });
    await database.transact((tx) => audit.record(tx, { ...hostile, action: 'hostile.try' }));
    const { items } = await list({ action: 'hostile.try' });
    const text = JSON.stringify(items);
    expect(items[0]?.resource).toContain('admin\\u000d\\u000a{"level":"info"}\\u001b[2J\\u0000\\ud800');
    expect(text).not.toMatch(/\\[rn]/);
    expect(text.length).toBeLessThan(4000);
    expect(items[0]?.username?.length).toBeLessThanOrEqual(128);
    expect(items[0]?.resource.length).toBeLessThanOrEqual(512);
  });
});

describe('details of a record', () => {
  it('B87 carry no secret, wherever its name stands', () => {
    const canary = 'canary-9d2';
    const details = {
      password: canary,
      nested: { accessToken: canary, list: [{ client_secret: canary }, { Authorization: canary }] },
      mfa_code: canary,
      name: 'kept',
    };
    const scrubbed = scrubDetails(details);
    expect(JSON.stringify(scrubbed)).not.toContain(canary);
    expect(scrubbed['name']).toBe('kept');
  });

  it('are bounded in size and depth, and say what was left out', () => {
    const wide = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`k${index}`, index]));
    expect(Object.keys(scrubDetails(wide))).toHaveLength(33);
    expect(scrubDetails(wide)['more']).toBe(68);
    expect(scrubDetails({ list: Array.from({ length: 40 }, () => 1) })['list']).toContain('[8 more]');
    expect(JSON.stringify(scrubDetails({ a: { b: { c: { d: { e: 1 } } } } }))).toContain('[too deep]');
  });

  it('treat a key like __proto__ as data', () => {
    const scrubbed = scrubDetails(JSON.parse('{"__proto__": {"polluted": true}}') as Record<string, never>);
    expect(Object.keys(scrubbed)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('cut a text without leaving half a character', () => {
    expect(plainText('ab🔑', 4)).toBe('ab🔑');
    expect(plainText('abc🔑d', 5)).toBe('abc…');
    expect(plainText('abcd', 3)).toBe('ab…');
    expect(plainText('a\n\n', 8)).toBe('a\\u000a…');
  });
});
