import type { Role } from '../../generated/enums.ts';
import type { KeyedRequest } from './keyedRequest.ts';

/** A long-lived token of a program: it acts as its user, narrowed to its scopes. */
export interface ServiceToken {
  readonly id: string;
  readonly name: string;
  /** `<resource kind>:<action>`, each of which may be `*`. */
  readonly scopes: readonly string[];
  readonly expiresAt: Date;
}

/** Who asks. Made by `http/middleware/authenticate` from a verified token; `system` for the engine's own acts. */
export interface Actor {
  readonly kind: 'user' | 'system';
  readonly userId: string | null;
  readonly username: string;
  readonly roles: readonly Role[];
  /** Id of the session the token belongs to; null for the system and for a service token. */
  readonly sessionId: string | null;
  /** True when the session was opened with a second factor. */
  readonly mfa: boolean;
  /** Set when the user did not log in, but a program of his came with a service token. */
  readonly serviceToken?: ServiceToken;
  readonly requestId: string | null;
  readonly ip: string | null;
  /** The approved plan he carries out. */
  readonly approvedPlan?: string;
  /** Set when his request came with an `Idempotency-Key`. */
  readonly keyed?: KeyedRequest;
}

export const systemActor: Actor = {
  kind: 'system',
  userId: null,
  username: 'system',
  roles: [],
  sessionId: null,
  mfa: false,
  requestId: null,
  ip: null,
};
