import { expect, it } from 'vitest';
import { judge } from './checks/index.ts';
import { play } from './run.ts';
import { killAtCalls, kills } from './scenarios/kills.ts';

it('I1-I12 hold over a server killed in the middle, on a PostgreSQL of its own', { timeout: 240_000 }, async () => {
  const calls = { fewest: 12, spread: 10 };
  const begin: typeof kills.begin = (stage) => killAtCalls(stage, () => stage.fleet.up()[0], calls);
  const evidence = await play({ ...kills, begin }, { seed: 11, batches: 24, webhooks: false });
  expect([...judge(evidence)].filter(([, violations]) => violations.length > 0)).toEqual([]);
  // Otherwise it has shown nothing.
  expect(evidence.faults.length).toBeGreaterThan(1);
});
