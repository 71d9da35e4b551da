import type { Actor } from '../domain/actor.ts';
import { forbidden } from '../domain/errors.ts';
import type { Decider } from '../policy/decide.ts';
import type { UserRepository } from '../repositories/users.ts';

/** Whether the actor may read or change what belongs to a user: his own always, another's as the policies on users say. */
export type MayManage = (actor: Actor, userId: string, action: 'read' | 'update') => Promise<boolean>;

export function createOwnership(deps: {
  readonly users: Pick<UserRepository, 'find'>;
  readonly decider: Pick<Decider, 'decide'>;
}): MayManage {
  return async (actor, userId, action) => {
    if (userId === actor.userId) return true;
    const user = await deps.users.find(userId);
    if (user === undefined) return false;
    // As with the user's record: what belongs to an admin is changed by admins only.
    if (action === 'update' && user.roles.includes('admin') && !actor.roles.includes('admin')) return false;
    const resource = { kind: 'users', id: userId, attributes: { name: user.username } } as const;
    return (await deps.decider.decide({ actor, action, resource })).allowed;
  };
}

/** What only a person who has logged in may do: a service token must not be able to change how one gets in. */
export function requireLogin(actor: Actor): { readonly userId: string; readonly sessionId: string } {
  const { userId, sessionId } = actor;
  if (userId === null || sessionId === null) throw forbidden('This needs a login: a service token is not enough');
  return { userId, sessionId };
}
