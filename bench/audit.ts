import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '../src/domain/ids.ts';
import { createAuditRepository } from '../src/repositories/audit.ts';
import { createAuditChainRepository } from '../src/repositories/auditChain.ts';
import { openPostgres } from '../src/repositories/database.ts';
import { createAudit, type AuditSelection } from '../src/services/audit.ts';
import { createAuditChain } from '../src/services/auditChain.ts';
import { createAuditSealer } from '../src/services/auditSealer.ts';
import { createAuditVerifier } from '../src/services/auditVerify.ts';
import { median, quantile, rounded } from './figures.ts';
import { openBenchPostgres } from './postgres.ts';

// node bench/audit.ts [records]: pages, totals, sealing and verification of a log of a million records on PostgreSQL.
const RECORDS = Number(process.argv[2] ?? 1_000_000);
/** Records that are really signed and sealed; the rest carries seals of the right form, which pages read the same. */
const SEALED = Math.min(20_000, RECORDS);
const ROUNDS = 30;
const TARGET_MS = 50;
const START = Date.UTC(2025, 0, 1);
/** Half a minute apart: a million of them are a year. */
const STEP_MS = 30_000;
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const folder = await mkdtemp(join(tmpdir(), 'bench-audit-'));
// PostgreSQL runs as nobody when this runs as root.
await chmod(folder, 0o755);
const server = await openBenchPostgres(folder, { profile: false });
const url = await server.database('audit');
const database = await openPostgres(url, { maxConnections: 5 });
const time = { now: START };
const clock = { now: () => new Date(time.now) };
const chain = createAuditChain({ secretKey: new Uint8Array(32) });
const audit = createAudit({ repository: createAuditRepository({ database }), chain, clock, newId });
const repository = createAuditChainRepository({ database });
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const sealer = createAuditSealer({ repository, chain, clock, log: quiet });
const verifier = createAuditVerifier({ repository, chain });

/** 49 users, 20 actions, 10,000 resources, spread so that every pair occurs. */
async function fill(from: number, to: number): Promise<void> {
  await database.statement(
    `insert into audit_log (id, at, user_id, username, action, resource, result, details, request_id, ip, seal, hash, mac)
     select gen_random_uuid(), to_timestamp($3::float8 / 1000 + i * $4::float8 / 1000),
       md5('user' || (i * 7919 % 49))::uuid, 'user-' || (i * 7919 % 49), 'thing.verb-' || (i * 104729 % 20),
       'things/' || (i * 15485863 % 10000), case when i % 10 = 0 then 'denied' else 'success' end,
       jsonb_build_object('name', 'thing ' || i, 'operations', i % 100), gen_random_uuid()::text, '192.0.2.1',
       i, md5(i::text) || md5(i::text || 'x'), md5(i::text) || md5(i::text || 'y')
     from generate_series($1::bigint, $2::bigint) as i`,
    [from, to, START, STEP_MS],
  );
}

async function measure(name: string, query: AuditSelection & { readonly offset?: number }): Promise<number> {
  const samples: number[] = [];
  let total = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    total = (await audit.list({ limit: 50, offset: 0, ...query })).total ?? 0;
    samples.push(performance.now() - start);
  }
  const p50 = rounded(median(samples), 1);
  const p95 = rounded(quantile(samples, 0.95), 1);
  say(`${name.padEnd(44)} ${String(total).padStart(9)} found  p50 ${p50} ms  p95 ${p95} ms`);
  return p50;
}

try {
  say(`PostgreSQL ${server.version}, ${RECORDS} records`);
  for (let index = 0; index < SEALED; index += 1000) {
    await database.transact(async (tx) => {
      for (let one = 0; one < Math.min(1000, SEALED - index); one += 1) {
        const entry = { actor: null, action: 'thing.sealed', resource: 'things/sealed', result: 'success' } as const;
        await audit.record(tx, { ...entry, details: { name: `thing ${one}` } });
      }
    });
  }
  let start = performance.now();
  await sealer.sealNow();
  const perSecond = (count: number): string => `${Math.round((count * 1000) / (performance.now() - start))} a second`;
  say(`sealed ${SEALED} records: ${perSecond(SEALED)}`);
  start = performance.now();
  const { valid, records } = await verifier.verify({});
  if (!valid || records !== SEALED) throw new Error('the chain does not verify');
  say(`verified ${records} records: ${perSecond(records)}`);

  for (let from = SEALED + 1; from <= RECORDS; from += 50_000) await fill(from, Math.min(from + 49_999, RECORDS));
  time.now = START + (RECORDS + 1) * STEP_MS;
  await server.tidy(url);
  const day = (number: number): string => new Date(START + number * 86_400_000).toISOString();
  const [row] = await database.statement<{ id: string }>(`select md5('user7')::uuid as id`, []);
  const user_id = row?.id ?? '';
  const slowest = Math.max(
    await measure('no filter', {}),
    await measure('user', { user_id }),
    await measure('action', { action: 'thing.verb-3' }),
    await measure('resource', { resource: 'things/77' }),
    await measure('a day', { from: day(200), to: day(201) }),
    await measure('a month', { from: day(200), to: day(230) }),
    await measure('user and action', { user_id, action: 'thing.verb-3' }),
    await measure('user and a month', { user_id, from: day(200), to: day(230) }),
    await measure('action and a month', { action: 'thing.verb-3', from: day(200), to: day(230) }),
    await measure('user, action and a month', { user_id, action: 'thing.verb-3', from: day(200), to: day(230) }),
    await measure('action, page 400', { action: 'thing.verb-3', offset: 20_000 }),
  );
  say(`${slowest <= TARGET_MS ? 'holds' : 'DOES NOT HOLD'}: p50 of a filtered page with its total <= ${TARGET_MS} ms`);
  process.exitCode = slowest <= TARGET_MS ? 0 : 1;
} finally {
  await database.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
