import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, quantile, rounded } from './figures.ts';
import { openBenchPostgres } from './postgres.ts';
import { serve } from './served.ts';

// node bench/logins.ts: whether the time of a refused login tells who exists (B16), and what a burst of logins does to
// other requests (B26), on the real server in a process of its own.
const TRIES = 200;
const TRIES_EACH = 4; // The fifth failure in a row would lock the account.
const WITHIN_PERCENT = 10;
const BURSTS = 6;
const LOGINS = 50;
const HEALTH_P99_MS = 250;

const folder = await mkdtemp(join(tmpdir(), 'provisioning-bench-logins-'));
await chmod(folder, 0o711);
const cluster = await openBenchPostgres(folder, { profile: false });
const server = await serve(await cluster.database('bench_logins'), join(folder, 'data'));

const said = (holds: boolean, what: string): void => {
  console.log(`${holds ? 'holds' : 'DOES NOT HOLD'}: ${what}`);
  if (!holds) process.exitCode = 1;
};

async function post(path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  const answer = await fetch(`${server.controlCenter}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  await answer.text();
  return answer.status;
}

/** Milliseconds of one login that must be refused. */
async function refused(username: string): Promise<number> {
  const from = performance.now();
  const status = await post('/auth/login', { username, password: 'not the password' });
  if (status !== 401) throw new Error(`a wrong login was answered ${status}`);
  return performance.now() - from;
}

/** Existing users by number; more than one try needs, so that none of them gets locked. */
async function makeUsers(count: number, over: object = {}, name = 'known'): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const username = `${name}-${index}`;
    const body = { username, email: 'bench@example.com', password: 'a password for the bench', roles: ['viewer'] };
    const status = await post('/users', { ...body, ...over }, { authorization: `Bearer ${server.token}` });
    if (status !== 201) throw new Error(`the user was not made: ${status}`);
  }
}

async function enumeration(): Promise<void> {
  await makeUsers(TRIES / TRIES_EACH);
  await makeUsers(1, { enabled: false }, 'disabled');
  await makeUsers(1, {}, 'locked');
  for (let failure = 0; failure < 6; failure += 1) await refused('locked-0');
  const names: Record<string, (index: number) => string> = {
    unknown: (index) => `other-${index % (TRIES / TRIES_EACH)}`,
    known: (index) => `known-${index % (TRIES / TRIES_EACH)}`,
    disabled: () => 'disabled-0',
    locked: () => 'locked-0',
  };
  const times = new Map(Object.keys(names).map((kind) => [kind, [] as number[]]));
  for (let index = 0; index < TRIES; index += 1) {
    for (const [kind, nameOf] of Object.entries(names)) times.get(kind)!.push(await refused(nameOf(index)));
  }
  const medians = [...times].map(([kind, samples]) => [kind, median(samples)] as const);
  for (const [kind, ms] of medians) console.log(`${kind.padEnd(10)} median of ${TRIES} ${rounded(ms, 2)} ms`);
  const all = medians.map(([, ms]) => ms);
  const apart = rounded(100 * (Math.max(...all) / Math.min(...all) - 1), 1);
  said(apart <= WITHIN_PERCENT, `B16 medians ${apart} % apart, target ${WITHIN_PERCENT} %`);
}

async function burst(): Promise<void> {
  const times: number[] = [];
  const health = async (): Promise<void> => {
    const from = performance.now();
    const { status } = await fetch(`${server.controlCenter}/health`);
    if (status !== 200) throw new Error(`/health was answered ${status}`);
    times.push(performance.now() - from);
  };
  for (let index = 0; index < 50; index += 1) await health();
  const alone = quantile(times, 0.99);
  times.length = 0;
  for (let round = 0; round < BURSTS; round += 1) {
    let open = LOGINS;
    const logins = Array.from({ length: LOGINS }, (_, index) =>
      refused(`nobody-${index}`).finally(() => {
        open -= 1;
      }),
    );
    while (open > 0) await health();
    await Promise.all(logins);
  }
  const p99 = rounded(quantile(times, 0.99), 1);
  console.log(`/health p99 ${rounded(alone, 1)} ms alone; ${times.length} asked during ${BURSTS} x ${LOGINS} logins`);
  said(p99 < HEALTH_P99_MS, `B26 /health p99 ${p99} ms during ${LOGINS} logins, target ${HEALTH_P99_MS} ms`);
}

try {
  await enumeration();
  await burst();
} finally {
  await server.stop();
  await cluster.stop();
  await rm(folder, { recursive: true, force: true });
}
