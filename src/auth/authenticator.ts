import type { Actor } from '../domain/actor.ts';
import type { Clock } from '../domain/clock.ts';
import { unauthenticated } from '../domain/errors.ts';
import type { ServiceTokenState } from '../repositories/serviceTokens.ts';
import type { SessionState } from '../repositories/sessions.ts';
import { keepRecent, remember } from './freshness.ts';
import { isServiceToken, readServiceToken, sameHash } from './serviceTokens.ts';
import type { Tokens, VerifiedToken } from './tokens.ts';

/** Who asks; the request adds where from. */
export type Authenticated = Omit<Actor, 'requestId' | 'ip'>;

/** What is known of a session or service token may be this old, in milliseconds: what ends one holds within a second. */
const MAX_AGE_MS = 500;

/** The last use of a service token is noted this often at most. */
const NOTE_USE_MS = 60_000;

export interface Authenticator {
  /** The user of an access or service token, or an unauthenticated error that doesn't tell why. */
  authenticate(bearer: string): Promise<Authenticated>;
  /** Forgets what it knows of sessions: called after a change on this server, so that it holds here at once. */
  forget(): void;
}

export function createAuthenticator(deps: {
  readonly tokens: Pick<Tokens, 'verify'>;
  readonly sessions: { state(id: string): Promise<SessionState | undefined> };
  readonly serviceTokens: {
    state(id: string): Promise<ServiceTokenState | undefined>;
    noteUse(id: string, now: Date): Promise<void>;
  };
  readonly clock: Clock;
}): Authenticator {
  const { tokens, serviceTokens, clock } = deps;
  const verified = new Map<string, VerifiedToken>();
  const sessions = keepRecent((id) => deps.sessions.state(id), { clock, maxAgeMs: MAX_AGE_MS });
  const programs = keepRecent((id) => serviceTokens.state(id), { clock, maxAgeMs: MAX_AGE_MS });

  async function verify(bearer: string): Promise<VerifiedToken> {
    const known = verified.get(bearer);
    if (known !== undefined && known.expiresAt > clock.now()) return known;
    verified.delete(bearer);
    const fresh = await tokens.verify(bearer);
    remember(verified, bearer, fresh);
    return fresh;
  }

  async function person(bearer: string): Promise<Authenticated> {
    const token = await verify(bearer);
    const session = await sessions.get(token.sessionId);
    const stands =
      session !== undefined &&
      session.enabled &&
      session.endedAt === null &&
      session.expiresAt > clock.now() &&
      session.userId === token.userId &&
      session.jti === token.jti;
    if (!stands) throw unauthenticated();
    const { userId, username, roles, mfa } = session;
    return { kind: 'user', userId, username, roles, sessionId: token.sessionId, mfa };
  }

  async function program(bearer: string): Promise<Authenticated> {
    const shown = readServiceToken(bearer);
    const known = shown === undefined ? undefined : await programs.get(shown.id);
    const now = clock.now();
    const stands =
      shown !== undefined &&
      known !== undefined &&
      sameHash(shown.hash, known.hash) &&
      known.enabled &&
      known.expiresAt > now;
    if (!stands) throw unauthenticated();
    const { userId, username, roles, name, scopes, expiresAt, lastUsedAt } = known;
    if (lastUsedAt === null || now.getTime() - lastUsedAt.getTime() >= NOTE_USE_MS) {
      await serviceTokens.noteUse(shown.id, now);
      programs.clear();
    }
    const serviceToken = { id: shown.id, name, scopes, expiresAt };
    return { kind: 'user', userId, username, roles, sessionId: null, mfa: false, serviceToken };
  }

  return {
    authenticate: (bearer) => (isServiceToken(bearer) ? program(bearer) : person(bearer)),
    forget() {
      sessions.clear();
      programs.clear();
    },
  };
}
