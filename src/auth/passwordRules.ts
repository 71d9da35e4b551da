import { commonPasswords } from './commonPasswords.ts';

/** Names of the product: the first words somebody tries here. */
const PRODUCT_NAMES = ['provisioning', 'control-center', 'control center', 'orchestrator'];

const folded = (text: string): string => text.normalize('NFKC').trim().toLowerCase();

/**
 * Why a new password is refused, for its chooser to read; undefined when it is fit. The rules of NIST SP 800-63B-4
 * section 3.1.1.2: no composition rules, but nothing that is commonly used or expected. Its minimum of 15 characters for
 * a password without a second factor is not ours: the contract's schema says 8, and accepts the reference's samples.
 */
export function passwordProblem(password: string, username: string): string | undefined {
  const given = folded(password);
  if (given === folded(username)) return 'must not be the username';
  if (PRODUCT_NAMES.includes(given)) return 'must not be the name of the product';
  if (new Set(password).size <= 1) return 'must not be one character repeated';
  if (commonPasswords.has(given)) return 'must not be one of the most used passwords';
  return undefined;
}
