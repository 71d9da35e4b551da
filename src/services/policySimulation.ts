import type { PolicyDecision, PolicySimulation } from '../../generated/contract/control-center.ts';
import { Role } from '../../generated/enums.ts';
import type { Actor } from '../domain/actor.ts';
import { unprocessable } from '../domain/errors.ts';
import type { Decider } from '../policy/decide.ts';
import type { Principal } from '../policy/ruleset.ts';
import { actions as allActions, entityTypes, isResourceKind } from '../policy/vocabulary.ts';
import type { UserRepository } from '../repositories/users.ts';

export interface PolicySimulator {
  /** Who may do what, and which rule says so. Asks as the subject would, and does nothing. */
  simulate(actor: Actor, body: PolicySimulation): Promise<PolicyDecision[]>;
}

interface Subject extends Principal {
  readonly label: string;
  readonly enabled: boolean;
}

interface SimulationDeps {
  readonly decider: Pick<Decider, 'require' | 'simulate'>;
  readonly users: Pick<UserRepository, 'findByName'>;
}

const refuse = (path: string, message: string): never => {
  throw unprocessable(`${path}: ${message}`, [{ path, message }]);
};

function resourceOf(text: string) {
  const colon = text.indexOf(':');
  const kind = text.slice(0, colon);
  const name = text.slice(colon + 1);
  if (isResourceKind(kind)) return { kind, name };
  return refuse('resource', `unknown kind of resource: use one of ${Object.keys(entityTypes).join(', ')}`);
}

/** Somebody nobody knows, with these roles. */
const anybody = (roles: Principal['roles'], mfa: boolean): Subject => ({
  id: '',
  username: '',
  roles,
  mfa,
  enabled: true,
  label: roles.join(', '),
});

export function createPolicySimulator({ decider, users }: SimulationDeps): PolicySimulator {
  async function subjectsOf(actor: Actor, { username, roles, mfa }: PolicySimulation): Promise<readonly Subject[]> {
    if (username !== undefined && roles !== undefined) refuse('roles', 'give either username or roles');
    if (roles !== undefined) return [anybody(roles, mfa)];
    if (username === undefined) return Role.map((role) => anybody([role], mfa));
    const resource = { kind: 'users', id: '*', attributes: { name: username } } as const;
    await decider.require({ actor, action: 'read', resource });
    const user = (await users.findByName(username)) ?? refuse('username', 'there is no such user');
    return [
      { id: user.id, username: user.username, roles: user.roles, mfa, enabled: user.enabled, label: user.username },
    ];
  }

  return {
    async simulate(actor, body) {
      await decider.require({ actor, action: 'read', resource: { kind: 'policies', id: '*' } });
      const { kind, name } = resourceOf(body.resource);
      const attributes = { name, ...body.attributes, id: name };
      const decisions: PolicyDecision[] = [];
      for (const { label, enabled, ...principal } of await subjectsOf(actor, body)) {
        for (const action of new Set(body.actions ?? allActions)) {
          const question = { principal, action, kind, attributes, request: body.request ?? {} };
          const decision = enabled
            ? await decider.simulate(question)
            : { allowed: false, reason: 'the user is disabled', policy: null, rule: null };
          decisions.push({ subject: label, action, ...decision });
        }
      }
      return decisions;
    },
  };
}
