import type { Actor } from '../domain/actor.ts';
import type { Clock } from '../domain/clock.ts';
import { unauthenticated } from '../domain/errors.ts';
import type { SessionState } from '../repositories/sessions.ts';
import type { Tokens, VerifiedToken } from './tokens.ts';

/** Who asks; the request adds where from. */
export type Authenticated = Omit<Actor, 'requestId' | 'ip'>;

/** A session's state may be this old, in milliseconds: what ends one holds on every server within a second. */
const STATE_MAX_AGE_MS = 500;

const MAX_CACHED = 10_000;

export interface Authenticator {
  /** The user of a bearer token, or an unauthenticated error that doesn't tell why. */
  authenticate(bearer: string): Promise<Authenticated>;
  /** Forgets what it knows of sessions: called after a change on this server, so that it holds here at once. */
  forget(): void;
}

/** Drops the oldest entry when the map is full, so that many tokens can't fill the memory. */
function remember<V>(map: Map<string, V>, key: string, value: V): void {
  const oldest = map.size >= MAX_CACHED ? map.keys().next().value : undefined;
  if (oldest !== undefined) map.delete(oldest);
  map.set(key, value);
}

export function createAuthenticator({
  tokens,
  sessions,
  clock,
}: {
  readonly tokens: Pick<Tokens, 'verify'>;
  readonly sessions: { state(id: string): Promise<SessionState | undefined> };
  readonly clock: Clock;
}): Authenticator {
  const verified = new Map<string, VerifiedToken>();
  const states = new Map<string, { readonly at: number; readonly state: Promise<SessionState | undefined> }>();

  async function verify(bearer: string): Promise<VerifiedToken> {
    const known = verified.get(bearer);
    if (known !== undefined && known.expiresAt > clock.now()) return known;
    verified.delete(bearer);
    const fresh = await tokens.verify(bearer);
    remember(verified, bearer, fresh);
    return fresh;
  }

  /** Age counts from before the question, and a clock that was set back makes the answer old. */
  function stateOf(sessionId: string): Promise<SessionState | undefined> {
    const now = clock.now().getTime();
    const known = states.get(sessionId);
    if (known !== undefined && now >= known.at && now - known.at < STATE_MAX_AGE_MS) return known.state;
    const entry = { at: now, state: sessions.state(sessionId) };
    states.delete(sessionId);
    remember(states, sessionId, entry);
    entry.state.catch(() => {
      if (states.get(sessionId) === entry) states.delete(sessionId);
    });
    return entry.state;
  }

  return {
    async authenticate(bearer) {
      const token = await verify(bearer);
      const session = await stateOf(token.sessionId);
      const stands =
        session !== undefined &&
        session.enabled &&
        session.endedAt === null &&
        session.expiresAt > clock.now() &&
        session.userId === token.userId &&
        session.jti === token.jti;
      if (!stands) throw unauthenticated();
      return {
        kind: 'user',
        userId: session.userId,
        username: session.username,
        roles: session.roles,
        sessionId: token.sessionId,
        mfa: session.mfa,
      };
    },
    forget: () => states.clear(),
  };
}
