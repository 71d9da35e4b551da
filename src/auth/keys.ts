import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';
import type { Clock } from '../domain/clock.ts';
import type { KeyRepository, StoredKey } from '../repositories/keys.ts';
import type { SecretBox } from './secretBox.ts';

/** The one algorithm tokens are signed and checked with: Ed25519 by its JOSE name (RFC 8037). */
export const TOKEN_ALGORITHM = 'EdDSA';

/** Days for which what a retired key has signed may still count: the longest life of a token. */
export const KEY_MEMORY_DAYS = 8;

/** What is known of the keys may be this old, in milliseconds. */
const MAX_AGE_MS = 500;
/** A token of a key that isn't known makes look for it at once, but no more often than this. */
const UNKNOWN_KEY_MS = 100;
/** A new key signs only then, when every server has seen it. */
const SETTLE_MS = 1_000;

/** A public key as `/.well-known/jwks.json` shows it (RFC 7517). */
export interface PublicJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly kid: string;
  readonly alg: 'EdDSA';
  readonly use: 'sig';
}

/** The keys that all servers on one database share, as they were at most a second ago. */
export interface SigningKeys {
  /** What new tokens are signed with. */
  current(): Promise<{ readonly kid: string; readonly privateKey: CryptoKey }>;
  /** The public key of a known `kid`, undefined for any other. */
  verificationKey(kid: string): Promise<CryptoKey | undefined>;
  /** The public halves only: the key in use, and those that have signed what still counts. */
  jwks(): Promise<{ readonly keys: readonly PublicJwk[] }>;
  /** Looks anew at the next question: called after a change on this server. */
  forget(): void;
}

const sealContext = (kid: string): string => `signing key ${kid}`;

/** The time before which a key must have been retired for nothing of it to count any more. */
export const keyMemory = (now: Date): Date => new Date(now.getTime() - KEY_MEMORY_DAYS * 86_400_000);

export async function newSigningKey(secretBox: Pick<SecretBox, 'seal'>, now: Date): Promise<StoredKey> {
  const { publicKey, privateKey } = await generateKeyPair(TOKEN_ALGORITHM, { crv: 'Ed25519', extractable: true });
  const { x } = await exportJWK(publicKey);
  if (x === undefined) throw new Error('an Ed25519 public key without x');
  const kid = await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x });
  return {
    kid,
    alg: TOKEN_ALGORITHM,
    publicJwk: { kty: 'OKP', crv: 'Ed25519', x },
    privateSealed: secretBox.seal(JSON.stringify(await exportJWK(privateKey)), sealContext(kid)),
    createdAt: now,
    retiredAt: null,
  };
}

async function importKey(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, TOKEN_ALGORITHM);
  if (key instanceof Uint8Array) throw new Error('a symmetric key among the signing keys');
  return key;
}

interface Signer {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly createdAt: Date;
}

interface KeyRing {
  /** The newest key and the one before it, oldest first. */
  readonly signers: readonly Signer[];
  readonly verifiers: ReadonlyMap<string, CryptoKey>;
  readonly published: readonly PublicJwk[];
}

/** Throws SecretKeyError when a private half can't be decrypted. */
async function openRing(stored: readonly StoredKey[], secretBox: Pick<SecretBox, 'open'>): Promise<KeyRing> {
  const signers: Signer[] = [];
  for (const { kid, privateSealed, createdAt } of stored.slice(-2)) {
    const privateKey = await importKey(JSON.parse(secretBox.open(privateSealed, sealContext(kid))) as JWK);
    signers.push({ kid, privateKey, createdAt });
  }
  const published: PublicJwk[] = [];
  const verifiers = new Map<string, CryptoKey>();
  for (const { kid, publicJwk } of stored) {
    const { x } = publicJwk;
    if (typeof x !== 'string') throw new Error(`the stored signing key ${kid} has no public half`);
    const shown: PublicJwk = { kty: 'OKP', crv: 'Ed25519', x, kid, alg: 'EdDSA', use: 'sig' };
    published.push(shown);
    verifiers.set(kid, await importKey({ ...shown }));
  }
  return { signers, verifiers, published };
}

const sameKeys = (a: readonly StoredKey[], b: readonly StoredKey[]): boolean =>
  a.length === b.length && a.every(({ kid }, at) => kid === b[at]?.kid);

/** Opens the keys, making the first one when there is none. Throws SecretKeyError when they can't be decrypted. */
export async function loadSigningKeys({
  repository,
  secretBox,
  clock,
}: {
  readonly repository: Pick<KeyRepository, 'all' | 'addFirst'>;
  readonly secretBox: SecretBox;
  readonly clock: Clock;
}): Promise<SigningKeys> {
  const read = () => repository.all(keyMemory(clock.now()));
  let known = await read();
  if (!known.some((key) => key.retiredAt === null)) {
    await repository.addFirst(await newSigningKey(secretBox, clock.now()));
    known = await read();
  }
  let ring = await openRing(known, secretBox);
  let look = { at: clock.now().getTime(), done: Promise.resolve() };

  async function reload(): Promise<void> {
    const stored = await read();
    if (sameKeys(stored, known)) return;
    ring = await openRing(stored, secretBox);
    known = stored;
  }

  /** The ring as it was at most `maxAgeMs` ago; a failed look is no look. */
  async function fresh(maxAgeMs: number): Promise<KeyRing> {
    const age = clock.now().getTime() - look.at;
    if (age < 0 || age >= maxAgeMs) {
      const started = { at: clock.now().getTime(), done: reload() };
      look = started;
      started.done.catch(() => {
        if (look === started) look = { ...started, at: Number.NEGATIVE_INFINITY };
      });
    }
    await look.done;
    return ring;
  }

  return {
    async current() {
      const { signers } = await fresh(MAX_AGE_MS);
      const settled = clock.now().getTime() - SETTLE_MS;
      const signer = signers.findLast(({ createdAt }) => createdAt.getTime() <= settled) ?? signers[0];
      if (signer === undefined) throw new Error('there is no signing key');
      return signer;
    },
    async verificationKey(kid) {
      const key = (await fresh(MAX_AGE_MS)).verifiers.get(kid);
      return key ?? (await fresh(UNKNOWN_KEY_MS)).verifiers.get(kid);
    },
    jwks: async () => ({ keys: (await fresh(MAX_AGE_MS)).published }),
    forget() {
      look = { at: Number.NEGATIVE_INFINITY, done: Promise.resolve() };
    },
  };
}
