import { createHash, randomInt } from 'node:crypto';

/** RFC 4648 base32 in lower case: no 0 and 1, which look like o and l. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const GROUPS = 6;
const GROUP_LENGTH = 4;
const CODES = 10;

const group = (): string => Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

/** Ten codes of 120 random bits each, like `ab2d-efgh-jk3m-npqr-st4u-vwxy`. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: CODES }, () => Array.from({ length: GROUPS }, group).join('-'));

/** What is stored of a code: of that many random bits a plain hash gives nothing away; the user's id keeps equal codes apart. */
export const hashRecoveryCode = (userId: string, code: string): string =>
  createHash('sha256').update(`${userId}\n${code}`).digest('hex');
