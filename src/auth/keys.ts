import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';
import type { Clock } from '../domain/clock.ts';
import type { KeyRepository, StoredKey } from '../repositories/keys.ts';
import type { SecretBox } from './secretBox.ts';

/** The one algorithm tokens are signed and checked with: Ed25519 by its JOSE name (RFC 8037). */
export const TOKEN_ALGORITHM = 'EdDSA';

/** A public key as `/.well-known/jwks.json` shows it (RFC 7517). */
export interface PublicJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly kid: string;
  readonly alg: 'EdDSA';
  readonly use: 'sig';
}

export interface SigningKeys {
  /** What new tokens are signed with. */
  readonly current: { readonly kid: string; readonly privateKey: CryptoKey };
  /** The public key of a known `kid`, undefined for any other. */
  verificationKey(kid: string): CryptoKey | undefined;
  /** The public halves only. */
  jwks(): { readonly keys: readonly PublicJwk[] };
}

const sealContext = (kid: string): string => `signing key ${kid}`;

async function makeKey(secretBox: SecretBox, clock: Clock): Promise<StoredKey> {
  const { publicKey, privateKey } = await generateKeyPair(TOKEN_ALGORITHM, { crv: 'Ed25519', extractable: true });
  const { x } = await exportJWK(publicKey);
  if (x === undefined) throw new Error('an Ed25519 public key without x');
  const kid = await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x });
  return {
    kid,
    alg: TOKEN_ALGORITHM,
    publicJwk: { kty: 'OKP', crv: 'Ed25519', x },
    privateSealed: secretBox.seal(JSON.stringify(await exportJWK(privateKey)), sealContext(kid)),
    createdAt: clock.now(),
    retiredAt: null,
  };
}

async function importKey(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, TOKEN_ALGORITHM);
  if (key instanceof Uint8Array) throw new Error('a symmetric key among the signing keys');
  return key;
}

/**
 * Loads the keys that all servers on one database share, making the first one when there is none. The newest living key
 * signs. Throws SecretKeyError when the stored private key can't be decrypted.
 */
export async function loadSigningKeys({
  repository,
  secretBox,
  clock,
}: {
  readonly repository: KeyRepository;
  readonly secretBox: SecretBox;
  readonly clock: Clock;
}): Promise<SigningKeys> {
  let stored = await repository.all();
  if (!stored.some((key) => key.retiredAt === null))
    stored = await repository.addFirst(await makeKey(secretBox, clock));
  const newest = stored.findLast((key) => key.retiredAt === null);
  if (newest === undefined) throw new Error('there is no signing key in use');
  const privateJwk = JSON.parse(secretBox.open(newest.privateSealed, sealContext(newest.kid))) as JWK;
  const privateKey = await importKey(privateJwk);
  const published: PublicJwk[] = [];
  const verifiers = new Map<string, CryptoKey>();
  for (const { kid, publicJwk } of stored) {
    const { x } = publicJwk;
    if (typeof x !== 'string') throw new Error(`the stored signing key ${kid} has no public half`);
    const shown: PublicJwk = { kty: 'OKP', crv: 'Ed25519', x, kid, alg: 'EdDSA', use: 'sig' };
    published.push(shown);
    verifiers.set(kid, await importKey({ ...shown }));
  }
  return {
    current: { kid: newest.kid, privateKey },
    verificationKey: (kid) => verifiers.get(kid),
    jwks: () => ({ keys: published }),
  };
}
