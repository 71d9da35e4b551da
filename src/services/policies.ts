import type { Policy, PolicyCreate, PolicyRule, PolicyUpdate } from '../../generated/contract/control-center.ts';
import { systemActor, type Actor } from '../domain/actor.ts';
import type { RecordAudit } from '../domain/audit.ts';
import type { Clock } from '../domain/clock.ts';
import { conflict, notFound } from '../domain/errors.ts';
import { keepAnswer } from '../domain/keyedRequest.ts';
import type { Page, PageRequest } from '../domain/paging.ts';
import type { Precondition } from '../domain/precondition.ts';
import type { Transact, Tx } from '../domain/tx.ts';
import { builtinPolicies, type BuiltinPolicy } from '../policy/builtin.ts';
import type { Decider } from '../policy/decide.ts';
import { createRuleSet } from '../policy/ruleset.ts';
import type { Action } from '../policy/vocabulary.ts';
import type { PolicyRepository, StoredPolicy } from '../repositories/policies.ts';
import type { UserRepository } from '../repositories/users.ts';
import { contentOf, translateRules } from './policyText.ts';
import { requireOf, type VisibleDecider } from './visible.ts';

export interface PolicyService {
  /** Oldest first. */
  list(actor: Actor, page: PageRequest): Promise<Page<Policy>>;
  get(actor: Actor, id: string): Promise<Policy>;
  create(actor: Actor, body: PolicyCreate): Promise<Policy>;
  /** Merges: what the body leaves out stays. Of a built-in policy only `enabled` can be changed. */
  update(actor: Actor, id: string, body: PolicyUpdate, precondition?: Precondition): Promise<string>;
  remove(actor: Actor, id: string, precondition?: Precondition): Promise<string>;
  /** Brings the policies of the roles into the database; to be called at every start, by any number of servers. */
  ensureBuiltin(): Promise<void>;
}

export interface PolicyDeps {
  readonly policies: PolicyRepository;
  readonly users: Pick<UserRepository, 'enabledUsers'>;
  readonly decider: VisibleDecider & Pick<Decider, 'rows' | 'forget'>;
  readonly transact: Transact;
  readonly audit: RecordAudit;
  readonly clock: Clock;
  readonly newId: () => string;
}

const toPolicy = (policy: StoredPolicy): Policy => ({
  id: policy.id,
  name: policy.name,
  version: policy.version,
  description: policy.description,
  rules: policy.rules.map((rule) => ({ ...rule, action: [...rule.action] })),
  cedar: policy.cedar,
  enabled: policy.enabled,
  builtin: policy.builtin,
  created_at: policy.createdAt.toISOString(),
  updated_at: policy.updatedAt.toISOString(),
});

/** The database keeps the members of a rule in an order of its own. */
const sameRules = (a: readonly PolicyRule[], b: readonly PolicyRule[]): boolean => {
  const text = (rules: readonly PolicyRule[]) =>
    JSON.stringify(
      rules.map(({ effect, resource, action, condition }) => [effect, resource, action, condition ?? null]),
    );
  return text(a) === text(b);
};

export function createPolicies(deps: PolicyDeps): PolicyService {
  const { policies, users, decider, transact, audit, clock, newId } = deps;
  const candidate = createRuleSet();

  /** Undone by its transaction when nobody would be left who surely may repair the policies. */
  async function refuseLockout(tx: Tx): Promise<void> {
    const [rules, candidates] = [await policies.enabled(tx), await users.enabledUsers(tx)];
    candidate.install(rules);
    const mayUpdate = candidates.some(({ id, username, roles }) => {
      const principal = { id, username, roles, mfa: false };
      return candidate.possibly({ principal, action: 'update', kind: 'policies', request: null }).allowed;
    });
    if (!mayUpdate) throw conflict('After this change nobody could change policies any more');
  }

  /** Asked before the transaction: the decider reads the database on a connection of its own. */
  async function permitted(actor: Actor, action: Action, id: string): Promise<StoredPolicy> {
    const policy = await policies.find(id);
    if (policy === undefined) throw notFound('policy', id);
    const resource = { kind: 'policies', id, attributes: { name: policy.name } } as const;
    await requireOf(decider, 'policy', { actor, action, resource });
    return policy;
  }

  async function change(work: (tx: Tx) => Promise<void>): Promise<void> {
    await transact(async (tx) => {
      await policies.raiseVersion(tx);
      await work(tx);
    });
    decider.forget();
  }

  async function current(tx: Tx, id: string): Promise<StoredPolicy> {
    const policy = await policies.find(id, tx);
    if (policy === undefined) throw notFound('policy', id);
    return policy;
  }

  async function ensureOne(tx: Tx, { name, description, rules }: BuiltinPolicy): Promise<void> {
    const before = await policies.findByName(name, tx);
    if (before?.builtin === false)
      throw new Error(`The policy name ${name} is needed for a built-in one: rename yours`);
    if (before !== undefined && before.description === description && sameRules(before.rules, rules)) return;
    const now = clock.now();
    const content = { name, version: '1.0.0', description, rules, cedar: translateRules(rules), builtin: true };
    const made = { id: newId(), enabled: true, createdAt: now };
    if (before === undefined) await policies.insert(tx, { ...content, ...made, updatedAt: now });
    else await policies.replace(tx, { ...before, ...content, updatedAt: now });
    const action = before === undefined ? 'policy.create' : 'policy.update';
    await audit(tx, { actor: systemActor, action, resource: `policies/${name}`, result: 'success' });
  }

  return {
    async list(actor, page) {
      const visible = await decider.rows(actor, 'read', 'policies');
      const { items, total } = await policies.list({ ...page, visible });
      return { items: items.map(toPolicy), total };
    },

    get: async (actor, id) => toPolicy(await permitted(actor, 'read', id)),

    async create(actor, body) {
      const { name, version, description = null, enabled } = body;
      await decider.require({
        actor,
        action: 'create',
        resource: { kind: 'policies', id: name, attributes: { name } },
      });
      const content = contentOf(body);
      const now = clock.now();
      const stamps = { builtin: false, createdAt: now, updatedAt: now };
      const policy: StoredPolicy = { id: newId(), name, version, description, ...content, enabled, ...stamps };
      await change(async (tx) => {
        if (await policies.isTaken(tx, name, policy.id)) throw conflict(`There is a policy named ${name} already`);
        await policies.insert(tx, policy);
        if (enabled) await refuseLockout(tx);
        await keepAnswer(tx, actor, 'createPolicy', { data: toPolicy(policy), location: `/policies/${policy.id}` });
        const details = { id: policy.id, version, enabled, rules: content.rules.length };
        await audit(tx, { actor, action: 'policy.create', resource: `policies/${name}`, result: 'success', details });
      });
      return toPolicy(policy);
    },

    async update(actor, id, body, precondition) {
      await permitted(actor, 'update', id);
      const changed = Object.keys(body);
      const content = body.rules === undefined && body.cedar === undefined ? {} : contentOf(body);
      await change(async (tx) => {
        const before = await current(tx, id);
        precondition?.(toPolicy(before));
        if (before.builtin && changed.some((member) => member !== 'enabled')) {
          throw conflict('A built-in policy can only be enabled or disabled: make your own beside it');
        }
        const after = { ...before, ...body, ...content, updatedAt: clock.now() };
        if (await policies.isTaken(tx, after.name, id)) throw conflict(`There is a policy named ${after.name} already`);
        await policies.replace(tx, after);
        await refuseLockout(tx);
        const details = { id, changed, enabled: after.enabled };
        const resource = `policies/${before.name}`;
        await audit(tx, { actor, action: 'policy.update', resource, result: 'success', details });
      });
      return 'Policy updated successfully';
    },

    async remove(actor, id, precondition) {
      await permitted(actor, 'delete', id);
      await change(async (tx) => {
        const before = await current(tx, id);
        precondition?.(toPolicy(before));
        if (before.builtin) throw conflict('A built-in policy can be disabled, not deleted');
        await policies.remove(tx, id);
        await refuseLockout(tx);
        const resource = `policies/${before.name}`;
        await audit(tx, { actor, action: 'policy.delete', resource, result: 'success', details: { id } });
      });
      return 'Policy deleted successfully';
    },

    ensureBuiltin: () =>
      change(async (tx) => {
        for (const policy of builtinPolicies) await ensureOne(tx, policy);
      }),
  };
}
