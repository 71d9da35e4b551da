import { decodeProtectedHeader, jwtVerify, SignJWT, type CryptoKey } from 'jose';
import type { Clock } from '../domain/clock.ts';
import { unauthenticated } from '../domain/errors.ts';
import { TOKEN_ALGORITHM, type SigningKeys } from './keys.ts';

/** `typ` of an access token (RFC 9068 section 2.1), and ours of a refresh token: neither passes for the other. */
const TOKEN_TYPES = { access: 'at+jwt', refresh: 'rt+jwt' } as const;
export type TokenUse = keyof typeof TOKEN_TYPES;

const ISSUER = 'provisioning';
const AUDIENCE = 'provisioning';

/** Clocks of two servers may differ by this much, in seconds. */
export const CLOCK_LEEWAY_SECONDS = 5;

/** Longer than any token of ours; what is longer isn't looked at. */
const MAX_TOKEN_LENGTH = 4096;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whose token, of which session, and which of the session's tokens. Roles are not in it: they are read from the user. */
export interface TokenSubject {
  readonly userId: string;
  readonly sessionId: string;
  readonly jti: string;
}

export interface VerifiedToken extends TokenSubject {
  readonly expiresAt: Date;
}

export interface IssuedToken {
  readonly token: string;
  readonly expiresAt: Date;
}

export interface Tokens {
  /** A signed access token; lives `accessTokenSeconds`, but never longer than `notAfter`. */
  issue(subject: TokenSubject, notAfter: Date): Promise<IssuedToken>;
  /** A signed refresh token; lives until `notAfter`. */
  issueRefresh(subject: TokenSubject, notAfter: Date): Promise<IssuedToken>;
  /** Checks form, algorithm, signature, use and every claim; any fault is the same unauthenticated error. */
  verify(token: string, use?: TokenUse): Promise<VerifiedToken>;
}

/**
 * Three non-empty base64url parts, each equal to its own decode-encode. jose takes other spellings of the same bytes
 * (a trailing `=`, an alternate last character), which would make one token look like several.
 */
function isCanonical(token: string): boolean {
  const parts = token.split('.');
  return (
    parts.length === 3 &&
    parts.every(
      (part) => /^[A-Za-z0-9_-]+$/.test(part) && Buffer.from(part, 'base64url').toString('base64url') === part,
    )
  );
}

const seconds = (date: Date): number => Math.floor(date.getTime() / 1000);

const uuidOf = (claim: unknown): string => {
  if (typeof claim !== 'string' || !UUID.test(claim)) throw new Error('a claim is not one of our ids');
  return claim;
};

export function createTokens({
  keys,
  clock,
  accessTokenSeconds,
}: {
  readonly keys: Pick<SigningKeys, 'current' | 'verificationKey'>;
  readonly clock: Clock;
  readonly accessTokenSeconds: number;
}): Tokens {
  async function check(token: string, key: CryptoKey, use: TokenUse): Promise<VerifiedToken> {
    const now = clock.now();
    const { payload } = await jwtVerify(token, key, {
      algorithms: [TOKEN_ALGORITHM],
      typ: TOKEN_TYPES[use],
      issuer: ISSUER,
      audience: AUDIENCE,
      requiredClaims: ['sub', 'jti', 'sid', 'iat', 'exp'],
      clockTolerance: CLOCK_LEEWAY_SECONDS,
      currentDate: now,
    });
    if (payload.iat === undefined || payload.iat > seconds(now) + CLOCK_LEEWAY_SECONDS) throw new Error('from ahead');
    if (payload.exp === undefined) throw new Error('without an end');
    return {
      userId: uuidOf(payload.sub),
      sessionId: uuidOf(payload['sid']),
      jti: uuidOf(payload.jti),
      expiresAt: new Date(payload.exp * 1000),
    };
  }

  /** The key it says it is signed with; undefined when that can't be one of ours. */
  function kidOf(token: string): string | undefined {
    if (token.length > MAX_TOKEN_LENGTH || !isCanonical(token)) return undefined;
    try {
      const header = decodeProtectedHeader(token);
      // Our own tokens carry exactly these members; keys that a token brings along (jwk, jku, x5u) are never used.
      return Object.keys(header).sort().join() === 'alg,kid,typ' ? header.kid : undefined;
    } catch {
      return undefined;
    }
  }

  async function sign(use: TokenUse, { userId, sessionId, jti }: TokenSubject, expires: number): Promise<IssuedToken> {
    const { kid, privateKey } = await keys.current();
    const token = await new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: TOKEN_ALGORITHM, kid, typ: TOKEN_TYPES[use] })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(userId)
      .setJti(jti)
      .setIssuedAt(seconds(clock.now()))
      .setExpirationTime(expires)
      .sign(privateKey);
    return { token, expiresAt: new Date(expires * 1000) };
  }

  return {
    issue(subject, notAfter) {
      const expires = Math.min(seconds(clock.now()) + accessTokenSeconds, seconds(notAfter));
      return sign('access', subject, expires);
    },
    issueRefresh: (subject, notAfter) => sign('refresh', subject, seconds(notAfter)),
    async verify(token, use = 'access') {
      const kid = kidOf(token);
      // Asked outside of the try: that the keys can't be read is no fault of the token.
      const key = typeof kid === 'string' ? await keys.verificationKey(kid) : undefined;
      if (key === undefined) throw unauthenticated();
      try {
        return await check(token, key, use);
      } catch {
        // jose throws plain TypeErrors on some malformed tokens: whatever it was, the answer is the same.
        throw unauthenticated();
      }
    },
  };
}
