import { forbidden } from '../../domain/errors.ts';
import { actions, isResourceKind, type Action, type ResourceKind } from '../../policy/vocabulary.ts';
import type { Guard } from '../context.ts';
import type { CommonDeps } from '../deps.ts';

interface Permission {
  readonly action: Action;
  readonly kind: ResourceKind;
}

/** The contract's `x-permission` in the words of policies; a word they don't know stops the start. */
function permissionOf({ resource, action }: { readonly resource: string; readonly action: string }): Permission {
  const known = actions.find((word) => word === action);
  if (known === undefined || !isResourceKind(resource)) {
    throw new Error(`The contract asks for ${resource}:${action}, which no policy can speak of`);
  }
  return { action: known, kind: resource };
}

/** The coarse question: may this user do this to anything of this kind at all. The service asks about the very thing. */
export function authorize(
  permission: { readonly resource: string; readonly action: string },
  { decider }: Pick<CommonDeps, 'decider'>,
): Guard {
  const { action, kind } = permissionOf(permission);
  return async (c) => {
    const { allowed, reason } = await decider.decideAtAll(c.get('actor'), action, kind);
    if (!allowed) throw forbidden(`You may not ${action} ${kind}: ${reason}`);
  };
}
