import type { Actor } from '../domain/actor.ts';
import { actions, isResourceKind, type Action, type ResourceKind } from './vocabulary.ts';

/** Whether the actor's service token reaches that far; who has logged in has no such bound. */
export function withinScope({ serviceToken }: Actor, action: Action, kind: ResourceKind): boolean {
  if (serviceToken === undefined) return true;
  return [`${kind}:${action}`, `${kind}:*`, `*:${action}`, '*:*'].some((scope) => serviceToken.scopes.includes(scope));
}

/** Whether a scope says anything in the words of policies: `servers:read`, `batches:*`, `*:read`. */
export function isKnownScope(scope: string): boolean {
  const [kind = '', action = '', ...rest] = scope.split(':');
  const knownAction = action === '*' || actions.some((known) => known === action);
  return rest.length === 0 && (kind === '*' || isResourceKind(kind)) && knownAction;
}
