import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditRecord } from '../../generated/contract/control-center.ts';
import type { Json } from '../../src/domain/json.ts';
import { canonicalJson } from '../../src/domain/canonicalJson.ts';
import { openPostgres, type Database } from '../../src/repositories/database.ts';
import { createTestPostgres, openTestDatabase, openTestDatabaseAsUser, testStore } from '../harness/database.ts';
import { ada, auditLogOn } from './auditLog.ts';

const DAY_MS = 86_400_000;

describe('the chain of audit records', () => {
  let database: Database;
  let log: ReturnType<typeof auditLogOn>;

  beforeEach(async () => {
    database = await openTestDatabase();
    log = auditLogOn(database);
  });
  afterEach(() => database.close());

  const exported = async (): Promise<AuditRecord[]> => {
    const records: AuditRecord[] = [];
    for await (const record of log.audit.export({})) records.push(record);
    return records;
  };

  it('B85 can be made again from an export alone, without the key', async () => {
    await log.write('a', 'b', 'c');
    await log.sealer.sealNow();
    let previous = '0'.repeat(64);
    for (const { seal_sequence, hash, ...record } of await exported()) {
      const text = canonicalJson({ previous, record: record as unknown as Json, seal_sequence });
      previous = createHash('sha256').update(text).digest('hex');
      expect(hash).toBe(previous);
    }
    expect(await log.verifier.head()).toEqual({ seal_sequence: 3, hash: previous });
  });

  it('tells the records that are not sealed yet', async () => {
    await log.write('a', 'b');
    await log.sealer.sealNow();
    await log.write('c');
    expect(await log.verifier.verify({})).toMatchObject({
      valid: true,
      records: 2,
      unsealed: 1,
      oldest_unsealed_at: log.clock.now().toISOString(),
      first_bad: null,
    });
    expect((await exported()).map((record) => record.seal_sequence)).toEqual([1, 2, null]);
  });

  it.each(['update audit_log set result = $$denied$$ where seal = 2', 'delete from audit_log where seal = 2'])(
    'B85 a trigger refuses %s',
    async (text) => {
      await log.write('a', 'b', 'c');
      await log.sealer.sealNow();
      await expect(database.statement(text, [])).rejects.toThrow();
      await expect(database.statement('truncate audit_log', [])).rejects.toThrow();
      expect(await log.verifier.verify({})).toMatchObject({ valid: true, records: 3 });
    },
  );

  it.runIf(testStore() === 'postgres')(
    'B85 a role that owns no table can not get around the trigger, and seals, verifies and removes what is old',
    async () => {
      const asUser = await openTestDatabaseAsUser();
      try {
        const own = auditLogOn(asUser);
        await own.write('a', 'b');
        await own.sealer.sealNow();
        for (const text of [
          'alter table audit_log disable trigger user',
          'alter table audit_floors disable trigger all',
          'drop trigger audit_log_guard on audit_log',
          'set session_replication_role = replica',
          'truncate audit_log',
          'drop table audit_log',
          'create or replace function audit_log_guard() returns trigger language plpgsql as $$ begin return old; end $$',
          'delete from audit_log',
          `update audit_log set resource = 'servers/x'`,
          `alter function audit_log_guard() owner to current_user`,
        ]) {
          await expect(asUser.statement(text, [])).rejects.toThrow(/permission|must be owner|can not be changed/);
        }
        own.clock.advance(31 * DAY_MS);
        await own.write('c');
        await own.sealer.sealNow();
        expect(await own.retention.removeOld()).toBe(2);
        await own.sealer.sealNow();
        expect(await own.verifier.verify({})).toMatchObject({ valid: true, records: 2, removed: 2 });
      } finally {
        await asUser.close();
      }
    },
  );

  it.runIf(testStore() === 'postgres')('B85 a role for use that could act as the owner stops the start', async () => {
    const { url, drop } = await createTestPostgres();
    try {
      await expect(openPostgres(url, { migrationUrl: url })).rejects.toThrow(/PROVISIONING_MIGRATION_DATABASE_URL/);
    } finally {
      await drop();
    }
  });

  it('B85 a trigger refuses to change or remove a record that is not sealed yet', async () => {
    await log.write('a');
    await expect(database.statement(`update audit_log set resource = 'x'`, [])).rejects.toThrow();
    await expect(database.statement(`update audit_log set details = '{}'`, [])).rejects.toThrow();
    await expect(database.statement('delete from audit_log', [])).rejects.toThrow();
  });

  it.each([
    ['an edited record', `update audit_log set resource = 'servers/x' where seal = 3`, 3, 'changed'],
    ['edited details', `update audit_log set details = '{"name":"c","size":2}' where seal = 3`, 3, 'changed'],
    ['an edited hash', `update audit_log set hash = repeat('0', 64) where seal = 3`, 3, 'changed'],
    ['a removed record', 'delete from audit_log where seal = 3', 3, 'missing'],
    ['a removed beginning', 'delete from audit_log where seal < 3', 1, 'missing'],
    [
      'a record sealed by somebody without the key',
      `update audit_log set mac = repeat('0', 64) where seal = 3`,
      3,
      'forged',
    ],
  ])('B85 verify names %s', async (_what, text, seal_sequence, reason) => {
    await log.write('a', 'b', 'c', 'd', 'e');
    await log.sealer.sealNow();
    await log.tamper(text);
    expect(await log.verifier.verify({})).toMatchObject({ valid: false, first_bad: { seal_sequence, reason } });
  });

  it('B85 verify names the first of two records that changed places', async () => {
    await log.write('a', 'b', 'c', 'd');
    await log.sealer.sealNow();
    await log.tamper(
      'update audit_log set seal = -seal where seal in (2, 3)',
      'update audit_log set seal = 5 + seal where seal in (-2, -3)',
    );
    expect(await log.verifier.verify({})).toMatchObject({ valid: false, first_bad: { seal_sequence: 2 } });
  });

  it('B85 verify names a record that no server wrote, before it is sealed and after', async () => {
    await log.write('a', 'b');
    await log.sealer.sealNow();
    await database.statement(
      `insert into audit_log (id, at, action, resource, result, details)
       values (gen_random_uuid(), now(), 'server.create', 'servers/x', 'success', '{}')`,
      [],
    );
    const forged = { reason: 'forged', sequence: 3 };
    expect((await log.verifier.verify({})).first_bad).toMatchObject({ ...forged, seal_sequence: null });
    await log.sealer.sealNow();
    expect((await log.verifier.verify({})).first_bad).toMatchObject({ ...forged, seal_sequence: 3 });
    expect(log.said).toContain('audit records were not written by a server');
  });

  it('B85 a tail that was cut off shows by a head exported before, and to the server that sealed it', async () => {
    await log.write('a', 'b', 'c');
    await log.sealer.sealNow();
    const { seal_sequence, hash } = await log.verifier.head();
    const head = `${seal_sequence}:${hash}`;
    await log.write('d');
    await log.sealer.sealNow();
    expect(await log.verifier.verify({ head })).toMatchObject({ valid: true, records: 4 });
    await log.tamper('delete from audit_log where seal > 1');
    expect(await log.verifier.verify({})).toMatchObject({ valid: true, records: 1 });
    const missing = { valid: false, first_bad: { seal_sequence: 2, reason: 'missing' } };
    expect(await log.verifier.verify({ head })).toMatchObject(missing);
    await log.write('other', 'things');
    await log.sealer.sealNow();
    expect(log.said).toContain('the end of the audit log was cut off');
    const changed = { valid: false, first_bad: { seal_sequence: 3, reason: 'changed' } };
    expect(await log.verifier.verify({ head })).toMatchObject(changed);
  });

  it('B85 is one chain although several servers seal at once while records are written', async () => {
    const other = auditLogOn(database, { clock: log.clock });
    const names = Array.from({ length: 60 }, (_, index) => `s${index}`);
    const seal = async ({ sealer }: typeof log): Promise<void> => {
      for (let round = 0; round < 20; round += 1) await sealer.sealNow();
    };
    await Promise.all([log.write(...names), other.write(...names), seal(log), seal(other)]);
    await log.sealer.sealNow();
    expect(await log.verifier.verify({})).toMatchObject({ valid: true, records: 120, unsealed: 0 });
  });

  it('seals a counted refusal once its minute is over, and gives one that comes later a record of its own', async () => {
    const knock = () =>
      log.audit.recordRefusal({
        actor: null,
        action: 'task.read',
        resource: 'tasks/*',
        result: 'denied',
        ip: '198.51.100.1',
      });
    await knock();
    await knock();
    await log.sealer.sealNow();
    expect(await log.verifier.verify({})).toMatchObject({ valid: true, records: 0, unsealed: 1 });
    log.clock.advance(65_000);
    await log.sealer.sealNow();
    log.clock.advance(-65_000);
    await knock();
    await log.sealer.sealNow();
    expect(await log.verifier.verify({})).toMatchObject({ valid: true, records: 2, unsealed: 0 });
    expect((await exported()).map(({ details }) => details['count'] ?? null)).toEqual([2, null]);
  });

  it('seals what is left when the server stops', async () => {
    log.sealer.start();
    await log.write('a', 'b', 'c');
    await log.sealer.stop();
    expect(await log.verifier.verify({})).toMatchObject({ valid: true, records: 3, unsealed: 0 });
    expect(log.said.at(-1)).toBe('audit head');
  });

  it('says nothing is there while the log is empty', async () => {
    expect(await log.verifier.head()).toEqual({ seal_sequence: 0, hash: '0'.repeat(64) });
    expect(await log.verifier.verify({})).toMatchObject({ valid: true, records: 0, unsealed: 0 });
  });

  describe('when old records are removed', () => {
    beforeEach(async () => {
      await log.write('a', 'b', 'c');
      await log.sealer.sealNow();
      log.clock.advance(31 * DAY_MS);
      await log.write('d');
      await log.sealer.sealNow();
    });

    it('can still be proved, and the removal is a record of its own', async () => {
      const { seal_sequence, hash } = await log.verifier.head();
      expect(await log.retention.removeOld()).toBe(3);
      expect(await log.retention.removeOld()).toBe(0);
      await log.sealer.sealNow();
      expect(await log.verifier.verify({ head: `${seal_sequence}:${hash}` })).toMatchObject({
        valid: true,
        records: 2,
        removed: 3,
        head: { seal_sequence: 5 },
      });
      const page = await log.audit.list({ limit: 10, offset: 0 });
      expect(page.total).toBe(2);
      expect(page.items[0]).toMatchObject({ action: 'audit.remove', username: 'system', details: { records: 3 } });
    });

    it('go on from where they were when all of them are gone', async () => {
      log.clock.advance(31 * DAY_MS);
      expect(await log.retention.removeOld()).toBe(4);
      expect((await log.verifier.head()).seal_sequence).toBe(4);
      await log.sealer.sealNow();
      expect(await log.verifier.verify({})).toMatchObject({
        valid: true,
        records: 1,
        removed: 4,
        head: { seal_sequence: 5 },
      });
    });

    it('B85 a beginning that no server removed shows', async () => {
      await log.tamper(
        `insert into audit_floors (seal, hash, mac, at) select seal, hash, mac, now() from audit_log where seal = 3`,
        'delete from audit_log where seal <= 3',
      );
      expect(await log.verifier.verify({})).toMatchObject({
        valid: false,
        first_bad: { seal_sequence: 3, reason: 'forged' },
      });
    });

    it('are kept for ever when no number of days is set', async () => {
      expect(await auditLogOn(database, { clock: log.clock, days: 0 }).retention.removeOld()).toBe(0);
    });
  });

  it('counts every record exactly, sealed or not, with a filter or without', async () => {
    await log.write('a', 'b', 'c');
    await log.sealer.sealNow();
    await log.write('d');
    const total = async (query: object) => (await log.audit.list({ limit: 1, offset: 0, ...query })).total;
    expect(await total({})).toBe(4);
    expect(await total({ user_id: ada.userId })).toBe(4);
    expect(await total({ resource: 'servers/d' })).toBe(1);
  });
});

describe('canonical JSON', () => {
  it('is one text for equal values (RFC 8785, section 3.2)', () => {
    expect(canonicalJson({ b: [1, { d: null, c: true }], a: 'é\n', 10: 1e21, 2: -0 })).toBe(
      '{"10":1e+21,"2":0,"a":"é\\n","b":[1,{"c":true,"d":null}]}',
    );
    expect(
      canonicalJson({ '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 }),
    ).toBe('{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}');
  });
});
