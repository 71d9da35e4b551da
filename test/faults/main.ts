import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { judge } from './checks/index.ts';
import { effectsCounted } from './checks/runs.ts';
import { play } from './run.ts';
import { scenarios } from './scenarios/index.ts';

/** Violations shown of each check. */
const SHOWN = 10;

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    scenario: { type: 'string' },
    batches: { type: 'string' },
    evidence: { type: 'string' },
    logs: { type: 'string' },
    'no-webhooks': { type: 'boolean', default: false },
  },
});

const number = (name: 'seed' | 'batches', otherwise: number): number => {
  const given = values[name];
  if (given === undefined) return otherwise;
  const value = Number(given);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} is a whole number from 1, not ${given}`);
  return value;
};

const plain = (_key: string, value: unknown): unknown =>
  value instanceof Map ? Object.fromEntries(value) : value instanceof Set ? [...value] : value;

if (values.logs !== undefined) await mkdir(values.logs, { recursive: true });
const chosen = values.scenario === undefined ? Object.keys(scenarios) : [values.scenario];
const seed = number('seed', Math.floor(Math.random() * 1_000_000) + 1);
let violated = 0;
// Servers and PostgreSQL are stopped when the process exits, also when it is told to.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

for (const name of chosen) {
  const scenario = scenarios[name];
  if (scenario === undefined) throw new Error(`there is no scenario ${name}: ${Object.keys(scenarios).join(', ')}`);
  const batches = number('batches', scenario.batches);
  console.log(`\n${name}: ${scenario.summary}`);
  console.log(`  npm run test:faults -- --scenario ${name} --seed ${seed} --batches ${batches}`);
  const from = performance.now();
  const evidence = await play(scenario, {
    seed,
    batches,
    webhooks: !values['no-webhooks'],
    ...(values.logs === undefined ? {} : { logs: values.logs }),
  });
  const seconds = Math.round((performance.now() - from) / 1_000);
  const kinds = [...new Set(evidence.faults.map(({ kind }) => kind))].map(
    (kind) => `${evidence.faults.filter((fault) => fault.kind === kind).length} x ${kind}`,
  );
  const { done, expected } = effectsCounted(evidence);
  const again = evidence.calls.length - new Set(evidence.calls.map(({ what, name: to }) => `${what} ${to}`)).size;
  console.log(`  ${evidence.batches.length} batches, ${done} of ${expected} effects in ${seconds} s`);
  console.log(`  faults: ${kinds.join(', ') || 'none'}; ${evidence.calls.length} calls, ${again} of them again`);
  if (evidence.faults.length === 0) {
    console.log('  FAIL nothing broke, so nothing is shown: take more batches, or another seed');
    violated += 1;
  }
  if (evidence.takeovers.length > 0) {
    const slowest = Math.max(...evidence.takeovers.map(({ afterMs }) => afterMs));
    console.log(`  ${evidence.takeovers.length} runs taken over, the slowest after ${(slowest / 1_000).toFixed(1)} s`);
  }
  if (values.evidence !== undefined) await writeFile(values.evidence, JSON.stringify(evidence, plain, 1));
  for (const [check, violations] of judge(evidence)) {
    console.log(`  ${violations.length === 0 ? 'ok  ' : 'FAIL'} ${check}`);
    for (const violation of violations.slice(0, SHOWN)) console.log(`       ${violation}`);
    if (violations.length > SHOWN) console.log(`       and ${violations.length - SHOWN} more`);
    violated += violations.length;
  }
}
process.exitCode = violated === 0 ? 0 : 1;
