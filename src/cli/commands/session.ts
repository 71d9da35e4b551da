import { Command } from 'commander';
import { AuthenticationError } from '../../../sdk/index.ts';
import { UsageError } from '../exit.ts';
import type { Act, Context } from '../context.ts';

export function sessionCommands(act: Act): Command[] {
  const login = new Command('login')
    .description('log in and keep the token for this orchestrator')
    .argument('[username]')
    .option('--password-stdin', 'read the password from standard input')
    .option('--mfa <code>', 'six digits or a recovery code, for users with a second factor');
  act<{ passwordStdin?: true; mfa?: string }>(login, async (context, options, [given]) => {
    const { deps, out, url } = context;
    const username = given ?? (await deps.terminal.ask('username: '));
    if (!username) throw new UsageError('whose login? `provisioning login <username>`');
    const password = options.passwordStdin ? await passwordFromStdin(context) : await askPassword(context);
    const data = await logIn(context, username, password, options.mfa);
    await deps.credentials.save(url, { token: data.token, expires_at: data.expires_at, username: data.user.username });
    const { token: _token, refresh_token: _refresh, ...shown } = data;
    out.say(
      `logged in to ${url} as ${data.user.username} (${data.user.roles.join(', ')}) until ${data.expires_at}`,
      shown,
    );
  });

  const logout = new Command('logout').description('end the session and forget its token');
  act(logout, async (context) => {
    const { deps, out, url } = context;
    const saved = await deps.credentials.find(url);
    if (saved === undefined) {
      out.say(`not logged in to ${url}`, { logged_out: false });
      return;
    }
    const client = context.withToken(saved.token);
    // A session that the server has already ended is what was wanted.
    await client.controlCenter.logout({ signal: context.signal }).catch((error: unknown) => {
      if (!(error instanceof AuthenticationError)) throw error;
    });
    await deps.credentials.remove(url);
    out.say(`${saved.username} is logged out of ${url}`, { logged_out: true });
  });
  return [login, logout];
}

/**
 * The server doesn't tell whether a code was missing: a person at the terminal is asked for one after a refusal. (A wrong
 * password is asked for a code too, so nothing is told here either.)
 */
async function logIn(context: Context, username: string, password: string, code: string | undefined) {
  try {
    return await context.anonymous().login(username, password, code);
  } catch (error) {
    if (!(error instanceof AuthenticationError) || code !== undefined) throw error;
    const asked = await context.deps.terminal.ask('code of the second factor (empty when you have none): ');
    if (!asked) throw error;
    return context.anonymous().login(username, password, asked);
  }
}

/** A code as the API takes it: recovery codes have dashes. */
export const factorOf = (code: string | undefined): { mfa_code?: string; recovery_code?: string } =>
  code === undefined ? {} : code.includes('-') ? { recovery_code: code } : { mfa_code: code };

/** All of standard input without its last line end. */
export const passwordFromStdin = async ({ deps }: Context): Promise<string> =>
  (await deps.terminal.readStdin()).replace(/\r?\n$/, '');

/** A password typed by a person; throws `UsageError` when nobody is there. */
export async function askPassword({ deps }: Context, question = 'password: '): Promise<string> {
  const password = await deps.terminal.ask(question, { hidden: true });
  if (password === undefined)
    throw new UsageError('no terminal to ask for the password: pipe it in with --password-stdin');
  return password;
}
