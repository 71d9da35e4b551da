import { newId } from '../src/domain/ids.ts';
import { createDecider, type PolicyQuestion } from '../src/policy/decide.ts';
import { builtinPolicies } from '../src/policy/builtin.ts';
import type { NamedRules } from '../src/policy/rule.ts';
import type { Actor } from '../src/domain/actor.ts';
import { actions, entityTypes, isResourceKind } from '../src/policy/vocabulary.ts';
import { quantile, rounded } from './figures.ts';

// node bench/policy.ts: what one decision takes with 200 policies beside the built-in ones.
const POLICIES = 200;
const QUESTIONS = 20_000;
const TARGET_MS = 0.3;

const kinds = Object.keys(entityTypes).filter(isResourceKind);
const pick = <T>(of: readonly T[], index: number): T => of[index % of.length]!;

/** Two rules each, as people write them: a grant on some infra, and a denial for some others. */
function policy(index: number): NamedRules {
  const kind = pick(kinds, index);
  return {
    id: `p${index}`,
    name: `team-${index}`,
    rules: [
      {
        effect: 'Allow',
        resource: `${kind}:*`,
        action: ['create', 'read', 'update', pick(actions, index)],
        condition: `user.role == 'developer' && resource.infra in ['infra-${index}', 'shared'] && user.username != 'x${index}'`,
      },
      {
        effect: 'Deny',
        resource: `${kind}:web-${index}-*`,
        action: ['delete', 'rollback'],
        condition: `!(user.role == 'admin') || request.hour < ${index % 24} && resource.environment == 'production'`,
      },
    ],
  };
}

const builtin = builtinPolicies.map(({ name, rules }): NamedRules => ({ id: name, name, rules }));
const policies = [...builtin, ...Array.from({ length: POLICIES }, (_, index) => policy(index))];

const actor = (index: number): Actor => ({
  kind: 'user',
  userId: newId(),
  username: `user-${index}`,
  roles: [pick(['admin', 'operator', 'developer', 'viewer', 'auditor'] as const, index)],
  sessionId: null,
  mfa: false,
  requestId: null,
  ip: '192.0.2.1',
});
const actors = Array.from({ length: 10 }, (_, index) => actor(index));

const question = (index: number): PolicyQuestion => ({
  actor: pick(actors, index),
  action: pick(actions, index * 7),
  resource: {
    kind: pick(kinds, index * 3),
    id: `r${index}`,
    attributes: {
      name: `web-${index}-1`,
      infra: pick(['shared', 'infra-3', 'other'], index),
      environment: 'production',
    },
  },
});

const decider = createDecider({
  clock: { now: () => new Date() },
  source: { version: () => Promise.resolve(1), enabled: () => Promise.resolve(policies) },
});

async function measure(name: string, ask: (index: number) => Promise<unknown>): Promise<number> {
  for (let index = 0; index < 2_000; index += 1) await ask(index);
  const samples: number[] = [];
  for (let index = 0; index < QUESTIONS; index += 1) {
    const start = performance.now();
    await ask(index);
    samples.push(performance.now() - start);
  }
  const ms = (p: number): string => `${rounded(quantile(samples, p), 3)} ms`;
  process.stdout.write(`${name.padEnd(34)} p50 ${ms(0.5)}  p99 ${ms(0.99)}\n`);
  return quantile(samples, 0.5);
}

const start = performance.now();
await decider.decide(question(0));
process.stdout.write(`${POLICIES} policies loaded in ${rounded(performance.now() - start, 0)} ms\n`);
const p50 = await measure('a decision by Cedar', (index) => decider.decide(question(index)));
await measure('whether at all (every request)', (index) => {
  const { actor: who, action, resource } = question(index);
  return decider.decideAtAll(who, action, resource.kind);
});
await measure('the rows of a list', (index) => {
  const { actor: who, action, resource } = question(index);
  return decider.rows(who, action, resource.kind).catch(() => undefined);
});
process.stdout.write(`${p50 <= TARGET_MS ? 'holds' : 'DOES NOT HOLD'}: p50 of a decision <= ${TARGET_MS} ms\n`);
process.exit(p50 <= TARGET_MS ? 0 : 1);
