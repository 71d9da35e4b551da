import {
  exportJWK,
  exportSPKI,
  generateKeyPair,
  importJWK,
  SignJWT,
  type CryptoKey,
  type JWTHeaderParameters,
  type JWTPayload,
} from 'jose';
import { createHmac, KeyObject, sign as signBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SigningKeys } from '../../src/auth/keys.ts';
import { CLOCK_LEEWAY_SECONDS, createTokens, type Tokens } from '../../src/auth/tokens.ts';
import { newId } from '../../src/domain/ids.ts';
import { movableClock } from '../services/identity.ts';

const clock = movableClock();
const now = Math.floor(clock.now().getTime() / 1000);
const subject = { userId: newId(), sessionId: newId(), jti: newId() };
const later = new Date(clock.now().getTime() + 86_400_000);

let keys: Pick<SigningKeys, 'current' | 'verificationKey'>;
let privateKey: CryptoKey;
let publicKey: CryptoKey;
let tokens: Tokens;

beforeAll(async () => {
  const pair = await generateKeyPair('EdDSA', { extractable: true });
  ({ publicKey, privateKey } = pair);
  keys = {
    current: async () => ({ kid: 'key-1', privateKey }),
    verificationKey: async (kid) => (kid === 'key-1' ? publicKey : undefined),
  };
  tokens = createTokens({ keys, clock, accessTokenSeconds: 3600 });
});

const goodClaims = (): JWTPayload => ({
  iss: 'provisioning',
  aud: 'provisioning',
  sub: subject.userId,
  sid: subject.sessionId,
  jti: subject.jti,
  iat: now,
  exp: now + 600,
});

/** Signed with the right key: only the claims or the header are wrong. */
const sign = (claims: JWTPayload, header: Partial<JWTHeaderParameters> & Record<string, unknown> = {}) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', kid: 'key-1', typ: 'at+jwt', ...header }).sign(privateKey);

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const refused = async (token: string) => {
  await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'unauthenticated' });
};

describe('access tokens', () => {
  it('verify to the subject they were issued for', async () => {
    const { token, expiresAt } = await tokens.issue(subject, later);
    expect(await tokens.verify(token)).toEqual({ ...subject, expiresAt });
    expect(expiresAt.getTime()).toBe((now + 3600) * 1000);
    expect(await tokens.verify(await sign(goodClaims()))).toMatchObject(subject);
  });

  it('never outlive their session', async () => {
    const end = new Date((now + 100) * 1000);
    expect((await tokens.issue(subject, end)).expiresAt).toEqual(end);
  });

  it.each(['none', 'None', 'nOnE'])('B1 refuse alg %s with an empty signature', async (alg) => {
    const body = `${part({ alg, kid: 'key-1', typ: 'at+jwt' })}.${part(goodClaims())}`;
    await refused(`${body}.`);
    await refused(`${body}.AA`);
  });

  it('B2 refuse HS256 signed with our public key', async () => {
    const body = `${part({ alg: 'HS256', kid: 'key-1', typ: 'at+jwt' })}.${part(goodClaims())}`;
    const { x } = await exportJWK(publicKey);
    for (const secret of [await exportSPKI(publicKey), Buffer.from(x ?? '', 'base64url')]) {
      await refused(`${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`);
    }
  });

  it('B2 refuse another key, another algorithm and a kid that is not known', async () => {
    const stranger = await generateKeyPair('EdDSA');
    const es256 = await generateKeyPair('ES256');
    const header = { kid: 'key-1', typ: 'at+jwt' };
    await refused(
      await new SignJWT(goodClaims()).setProtectedHeader({ alg: 'EdDSA', ...header }).sign(stranger.privateKey),
    );
    await refused(
      await new SignJWT(goodClaims()).setProtectedHeader({ alg: 'ES256', ...header }).sign(es256.privateKey),
    );
    for (const kid of ['key-2', '../key-1', "' or 1=1 --", '']) await refused(await sign(goodClaims(), { kid }));
  });

  it('B3 refuse keys and extensions that the token brings along', async () => {
    const stranger = await generateKeyPair('EdDSA', { extractable: true });
    const jwk = await exportJWK(stranger.publicKey);
    await importJWK(jwk, 'EdDSA');
    const forged = new SignJWT(goodClaims()).setProtectedHeader({ alg: 'EdDSA', kid: 'key-1', typ: 'at+jwt', jwk });
    await refused(await forged.sign(stranger.privateKey));
    await refused(await sign(goodClaims(), { jwk }));
    await refused(await sign(goodClaims(), { jku: 'http://127.0.0.1:1/keys' }));
    await refused(await sign(goodClaims(), { x5u: 'http://127.0.0.1:1/cert' }));
    // Rightly signed, by hand: the library wouldn't sign what it doesn't understand.
    const byHand = (header: object): string => {
      const body = `${part({ alg: 'EdDSA', kid: 'key-1', typ: 'at+jwt', ...header })}.${part(goodClaims())}`;
      return `${body}.${signBytes(null, Buffer.from(body), KeyObject.from(privateKey)).toString('base64url')}`;
    };
    expect(await tokens.verify(byHand({}))).toMatchObject(subject);
    await refused(byHand({ crit: ['exp'], exp: now + 600 }));
    await refused(byHand({ crit: ['b65'], b65: true }));
    await refused(byHand({ crit: [] }));
    await refused(byHand({ x5c: ['AAAA'] }));
  });

  it.each(['iss', 'aud', 'sub', 'sid', 'jti', 'iat', 'exp'])('B4 refuse a token without %s', async (claim) => {
    const claims = goodClaims();
    const { [claim]: _, ...rest } = claims;
    await refused(await sign(rest));
  });

  it.each([
    ['iss', 'someone else'],
    ['aud', 'another service'],
    ['sub', 'admin'],
    ['sid', '1'],
    ['jti', 'x'],
    ['iat', now + 3600],
    ['nbf', now + 3600],
    ['exp', now - 60],
  ])('B4 refuse a token with a wrong %s', async (claim, value) => {
    await refused(await sign({ ...goodClaims(), [claim]: value }));
  });

  it('B4 refuse a wrong and a missing typ', async () => {
    await refused(await sign(goodClaims(), { typ: 'JWT' }));
    const untyped = new SignJWT(goodClaims()).setProtectedHeader({ alg: 'EdDSA', kid: 'key-1' });
    await refused(await untyped.sign(privateKey));
  });

  it('B6 end at exp, give or take the stated leeway', async () => {
    expect(CLOCK_LEEWAY_SECONDS).toBeLessThanOrEqual(30);
    expect(await tokens.verify(await sign({ ...goodClaims(), exp: now - CLOCK_LEEWAY_SECONDS + 1 }))).toBeDefined();
    await refused(await sign({ ...goodClaims(), exp: now - CLOCK_LEEWAY_SECONDS - 1 }));
  });

  it('B7 have one spelling only', async () => {
    const { token } = await tokens.issue(subject, later);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(token.at(-1) ?? '');
    // The last character of an 86-character signature carries 4 spare bits: 15 alternates decode to the same bytes.
    const alternates = Array.from({ length: 15 }, (_, index) => alphabet[last ^ (index + 1)] ?? '');
    for (const alternate of alternates) await refused(token.slice(0, -1) + alternate);
    for (const spelling of [`${token}=`, ` ${token}`, `${token}\n`, `${token}.`, token.replaceAll('.', '..')]) {
      await refused(spelling);
    }
  });

  it('refuse whatever is not a token at all', async () => {
    for (const text of ['', '.', '..', 'a.b', 'a.b.c', 'null', 'x'.repeat(100_000), `${part([])}.${part(1)}.AAAA`]) {
      await refused(text);
    }
  });
});
