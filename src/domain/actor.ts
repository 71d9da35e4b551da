import type { Role } from '../../generated/enums.ts';

/** Who asks. Made by `http/middleware/authenticate` from a verified token; `system` for the engine's own acts. */
export interface Actor {
  readonly kind: 'user' | 'system';
  readonly userId: string | null;
  readonly username: string;
  readonly roles: readonly Role[];
  /** Id of the session the token belongs to; null for the system. */
  readonly sessionId: string | null;
  /** True when the session was opened with a second factor. */
  readonly mfa: boolean;
  readonly requestId: string | null;
  readonly ip: string | null;
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
