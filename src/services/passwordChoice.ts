import { passwordProblem } from '../auth/passwordRules.ts';
import { unprocessable } from '../domain/errors.ts';

/** Refuses a password that anybody would try, naming the rule and never the password. `path` is its place in the body. */
export function requireFitPassword(path: string, password: string, username: string): void {
  const message = passwordProblem(password, username);
  if (message !== undefined) throw unprocessable(`The password ${message}`, [{ path, message }]);
}
