import type { User, UserCreate, UserUpdate } from '../../generated/contract/control-center.ts';
import type { Role } from '../../generated/enums.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { Passwords } from '../auth/passwords.ts';
import type { Actor } from '../domain/actor.ts';
import type { RecordAudit } from '../domain/audit.ts';
import type { Clock } from '../domain/clock.ts';
import { conflict, forbidden, notFound } from '../domain/errors.ts';
import { keepAnswer } from '../domain/keyedRequest.ts';
import type { Page } from '../domain/paging.ts';
import type { Precondition } from '../domain/precondition.ts';
import type { Transact, Tx } from '../domain/tx.ts';
import type { Decider } from '../policy/decide.ts';
import type { SessionEnd, SessionRepository } from '../repositories/sessions.ts';
import type { NewUser, StoredUser, UserChanges, UserFilter, UserRepository } from '../repositories/users.ts';
import { requireFitPassword } from './passwordChoice.ts';
import { requireOf, type VisibleDecider } from './visible.ts';

export interface UserService {
  /** Oldest first. */
  list(actor: Actor, filter: UserFilter): Promise<Page<User>>;
  get(actor: Actor, id: string): Promise<User>;
  create(actor: Actor, body: UserCreate): Promise<User>;
  /** Merges: what the body leaves out stays. Disabling, demoting or a new password ends the user's sessions. */
  update(actor: Actor, id: string, body: UserUpdate, precondition?: Precondition): Promise<string>;
  remove(actor: Actor, id: string, precondition?: Precondition): Promise<string>;
}

export interface UserDeps {
  readonly users: UserRepository;
  readonly sessions: Pick<SessionRepository, 'endAllOf'>;
  readonly passwords: Pick<Passwords, 'hash'>;
  readonly decider: VisibleDecider & Pick<Decider, 'rows'>;
  readonly authenticator: Pick<Authenticator, 'forget'>;
  readonly transact: Transact;
  readonly audit: RecordAudit;
  readonly clock: Clock;
  readonly newId: () => string;
}

const toUser = (user: NewUser): User => ({
  id: user.id,
  username: user.username,
  email: user.email,
  roles: [...user.roles],
  enabled: user.enabled,
  created_at: user.createdAt.toISOString(),
  last_login: user.lastLogin?.toISOString() ?? null,
});

const isAdmin = (roles: readonly Role[]): boolean => roles.includes('admin');

/**
 * Roles are a power over others: only an admin makes admins or touches one, and nobody raises his own. An admin who
 * takes another role beside or instead of it raises nothing: he may do everything already.
 */
function requireRank(actor: Actor, target: StoredUser | undefined, roles: readonly Role[] | undefined): void {
  const concernsAdmin = isAdmin(target?.roles ?? []) || isAdmin(roles ?? []);
  if (concernsAdmin && !isAdmin(actor.roles)) throw forbidden('Only an admin may create or change an admin');
  const own = target !== undefined && target.id === actor.userId;
  if (own && !isAdmin(target.roles) && roles?.some((role) => !target.roles.includes(role))) {
    throw forbidden('Nobody may give themselves a role: ask another admin');
  }
}

/** Why the change ends the sessions of its user, if it does. */
function endOf(before: StoredUser, body: UserUpdate): SessionEnd | undefined {
  if (body.enabled === false && before.enabled) return 'user_disabled';
  if (body.password !== undefined) return 'password_changed';
  const { roles } = body;
  return roles !== undefined && before.roles.some((role) => !roles.includes(role)) ? 'user_demoted' : undefined;
}

export function createUsers(deps: UserDeps): UserService {
  const { users, sessions, passwords, decider, authenticator, transact, audit, clock, newId } = deps;

  /** Loads the user and asks the policies, before any transaction: they read the database on a connection of their own. */
  async function permitted(actor: Actor, action: 'read' | 'update' | 'delete', id: string): Promise<StoredUser> {
    const user = await users.find(id);
    if (user === undefined) throw notFound('user', id);
    const resource = { kind: 'users', id, attributes: { name: user.username } } as const;
    await requireOf(decider, 'user', { actor, action, resource });
    return user;
  }

  /** The user as it is now, held; with the admins held first, in the one order that can't deadlock. */
  async function hold(tx: Tx, id: string, staysAdmin: (user: StoredUser) => boolean): Promise<StoredUser> {
    const admins = await users.lockAdmins(tx);
    const user = await users.lock(tx, id);
    if (user === undefined) throw notFound('user', id);
    if (admins.length === 1 && admins[0] === id && !staysAdmin(user)) {
      throw conflict('This is the last enabled admin: make another admin first');
    }
    return user;
  }

  return {
    async list(actor, filter) {
      const visible = await decider.rows(actor, 'read', 'users');
      const page = await users.list({ ...filter, visible });
      return { items: page.items.map(toUser), total: page.total };
    },

    get: async (actor, id) => toUser(await permitted(actor, 'read', id)),

    async create(actor, body) {
      const { username, email, roles, enabled } = body;
      await decider.require({
        actor,
        action: 'create',
        resource: { kind: 'users', id: username, attributes: { name: username } },
      });
      requireRank(actor, undefined, roles);
      requireFitPassword('password', body.password, username);
      const passwordHash = await passwords.hash(body.password);
      const now = clock.now();
      const stamps = { createdAt: now, updatedAt: now, lastLogin: null };
      const user: NewUser = { id: newId(), username, email, roles, enabled, passwordHash, ...stamps };
      await transact(async (tx) => {
        if (!(await users.insert(tx, user))) throw conflict(`The username ${username} is taken`);
        await keepAnswer(tx, actor, 'createUser', { data: toUser(user), location: `/users/${user.id}` });
        const details = { id: user.id, email, roles, enabled };
        await audit(tx, { actor, action: 'user.create', resource: `users/${username}`, result: 'success', details });
      });
      return toUser(user);
    },

    async update(actor, id, body, precondition) {
      const known = await permitted(actor, 'update', id);
      requireRank(actor, known, body.roles);
      const { password, ...rest } = body;
      if (password !== undefined) requireFitPassword('password', password, known.username);
      const passwordHash = password === undefined ? undefined : await passwords.hash(password);
      const changes: UserChanges = { ...rest, ...(passwordHash === undefined ? {} : { passwordHash }) };
      await transact(async (tx) => {
        const before = await hold(
          tx,
          id,
          (user) => (body.enabled ?? user.enabled) && isAdmin(body.roles ?? user.roles),
        );
        precondition?.(toUser(before));
        requireRank(actor, before, body.roles);
        const now = clock.now();
        await users.update(tx, id, changes, now);
        const end = endOf(before, body);
        if (end !== undefined) await sessions.endAllOf(tx, id, end, now);
        const details = { id, changed: Object.keys(body), ...rest };
        const resource = `users/${before.username}`;
        await audit(tx, { actor, action: 'user.update', resource, result: 'success', details });
      });
      authenticator.forget();
      return 'User updated successfully';
    },

    async remove(actor, id, precondition) {
      requireRank(actor, await permitted(actor, 'delete', id), undefined);
      await transact(async (tx) => {
        const before = await hold(tx, id, () => false);
        precondition?.(toUser(before));
        requireRank(actor, before, undefined);
        // The sessions go with their user (foreign key, on delete cascade).
        await users.remove(tx, id);
        const resource = `users/${before.username}`;
        await audit(tx, { actor, action: 'user.delete', resource, result: 'success', details: { id } });
      });
      authenticator.forget();
      return 'User deleted successfully';
    },
  };
}
