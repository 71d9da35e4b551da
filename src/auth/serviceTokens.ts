import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const PREFIX = 'pst';
const SECRET_BYTES = 32;
const FORM = /^pst\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([A-Za-z0-9_-]{43})$/;

/** 256 random bits can't be guessed, so a plain hash of them gives nothing away. */
const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** `pst.<id>.<secret>`, to be shown once, and the hash to store. */
export function newServiceToken(id: string): { readonly token: string; readonly hash: string } {
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  return { token: `${PREFIX}.${id}.${secret}`, hash: hashOf(secret) };
}

/** Whether a bearer token is meant as a service token. */
export const isServiceToken = (bearer: string): boolean => bearer.startsWith(`${PREFIX}.`);

/** The id it names and the hash of its secret; undefined when it has not the form. */
export function readServiceToken(bearer: string): { readonly id: string; readonly hash: string } | undefined {
  const [, id, secret] = FORM.exec(bearer) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, hash: hashOf(secret) };
}

/** Compares two hashes in a time that doesn't tell where they differ. */
export const sameHash = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
