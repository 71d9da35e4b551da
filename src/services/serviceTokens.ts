import type { ServiceToken, ServiceTokenCreate, ServiceTokenCreated } from '../../generated/contract/control-center.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import { newServiceToken } from '../auth/serviceTokens.ts';
import type { Actor } from '../domain/actor.ts';
import type { RecordAudit } from '../domain/audit.ts';
import type { Clock } from '../domain/clock.ts';
import { conflict, notFound, unprocessable } from '../domain/errors.ts';
import type { Page, PageRequest } from '../domain/paging.ts';
import type { Transact } from '../domain/tx.ts';
import { isKnownScope } from '../policy/scope.ts';
import type { ServiceTokenRepository, StoredServiceToken } from '../repositories/serviceTokens.ts';
import { requireLogin, type MayManage } from './ownership.ts';

const DAY_MS = 86_400_000;

export interface ServiceTokenQuery extends PageRequest {
  /** Whose; the actor's own when left out. */
  readonly user_id?: string | undefined;
}

export interface ServiceTokenService {
  /** Makes a token that acts as the actor within its scopes, and shows it this once. Needs a login. */
  create(actor: Actor, body: ServiceTokenCreate): Promise<ServiceTokenCreated>;
  list(actor: Actor, query: ServiceTokenQuery): Promise<Page<ServiceToken>>;
  /** It is refused on every server within a second. */
  remove(actor: Actor, id: string): Promise<string>;
}

const toServiceToken = (token: StoredServiceToken): ServiceToken => ({
  id: token.id,
  user_id: token.userId,
  name: token.name,
  scopes: [...token.scopes],
  created_at: token.createdAt.toISOString(),
  expires_at: token.expiresAt.toISOString(),
  last_used_at: token.lastUsedAt?.toISOString() ?? null,
});

function requireKnownScopes(scopes: readonly string[]): void {
  const message = 'is not a resource and an action of policies, like servers:read, batches:* or *:read';
  const details = scopes.flatMap((scope, index) =>
    isKnownScope(scope) ? [] : [{ path: `scopes[${String(index)}]`, message }],
  );
  if (details.length > 0) throw unprocessable('A scope means nothing', details);
}

export function createServiceTokens(deps: {
  readonly serviceTokens: Omit<ServiceTokenRepository, 'state' | 'noteUse'>;
  readonly mayManage: MayManage;
  readonly authenticator: Pick<Authenticator, 'forget'>;
  readonly transact: Transact;
  readonly audit: RecordAudit;
  readonly clock: Clock;
  readonly newId: () => string;
}): ServiceTokenService {
  const { serviceTokens, mayManage, authenticator, transact, audit, clock, newId } = deps;

  return {
    async create(actor, { name, scopes, expires_in_days: days }) {
      const { userId } = requireLogin(actor);
      requireKnownScopes(scopes);
      const id = newId();
      const { token, hash } = newServiceToken(id);
      const createdAt = clock.now();
      const expiresAt = new Date(createdAt.getTime() + days * DAY_MS);
      const stored = { id, userId, name, scopes, hash, createdAt, expiresAt, lastUsedAt: null };
      await transact(async (tx) => {
        if (!(await serviceTokens.insert(tx, stored))) throw conflict(`You have a service token named ${name}`);
        const details = { id, scopes, expires_at: expiresAt.toISOString() };
        const resource = `service_tokens/${name}`;
        await audit(tx, { actor, action: 'token.create', resource, result: 'success', details });
      });
      return { ...toServiceToken(stored), token };
    },

    async list(actor, { user_id: userId = actor.userId ?? '', ...page }) {
      if (!(await mayManage(actor, userId, 'read'))) throw notFound('user', userId);
      const { items, total } = await serviceTokens.listOf(userId, page);
      return { items: items.map(toServiceToken), total };
    },

    async remove(actor, id) {
      const stored = await serviceTokens.find(id);
      if (stored === undefined || !(await mayManage(actor, stored.userId, 'update'))) {
        throw notFound('service token', id);
      }
      await transact(async (tx) => {
        if (!(await serviceTokens.remove(tx, id))) throw notFound('service token', id);
        const details = { id, user_id: stored.userId };
        const resource = `service_tokens/${stored.name}`;
        await audit(tx, { actor, action: 'token.delete', resource, result: 'success', details });
      });
      authenticator.forget();
      return 'Service token deleted';
    },
  };
}
