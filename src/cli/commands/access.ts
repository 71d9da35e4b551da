import { Command } from 'commander';
import { pagingOf, printList, wholeNumber, withPaging, type Act, type ListOptions } from '../context.ts';
import { askPassword, factorOf } from './session.ts';

/** Sessions, service tokens, and the keys that tokens are signed with. */
export const accessCommands = (act: Act): Command[] => [sessions(act), serviceTokens(act), keys(act), password(act)];

const ofUser = (command: Command): Command => command.option('--user <id>', 'of this user instead of your own');

function sessions(act: Act): Command {
  const group = new Command('sessions').description('logins that are still open');

  const list = withPaging(ofUser(group.command('list')));
  act<ListOptions & { user?: string }>(list, async (context, options) => {
    const { controlCenter } = await context.client();
    const query = { user_id: options.user, ...pagingOf(options) };
    await printList(context, controlCenter.listSessions(query, { signal: context.signal }), options, {
      id: ({ id }) => id,
      opened: (session) => session.created_at,
      ends: (session) => session.expires_at,
      from: ({ ip }) => ip,
      with: (session) => session.user_agent,
      mfa: ({ mfa }) => (mfa ? 'yes' : 'no'),
      '': ({ current }) => (current ? 'this one' : ''),
    });
  });

  const end = group.command('end').argument('<id>');
  act(end, async (context, _options, [id = '']) => {
    const { controlCenter } = await context.client();
    const message = await controlCenter.endSession(id, { signal: context.signal });
    context.out.say(message, message);
  });
  return group;
}

function serviceTokens(act: Act): Command {
  const group = new Command('service-tokens').description('long-lived tokens for programs');

  const list = withPaging(ofUser(group.command('list')));
  act<ListOptions & { user?: string }>(list, async (context, options) => {
    const { controlCenter } = await context.client();
    const query = { user_id: options.user, ...pagingOf(options) };
    await printList(context, controlCenter.listServiceTokens(query, { signal: context.signal }), options, {
      id: ({ id }) => id,
      name: ({ name }) => name,
      scopes: ({ scopes }) => scopes.join(' '),
      expires: (token) => token.expires_at,
      'last used': (token) => token.last_used_at,
    });
  });

  const create = group
    .command('create')
    .description('prints the token, this once')
    .argument('<name>')
    .requiredOption('--scope <scope...>', 'what it may do: servers:read, batches:*, *:read')
    .option('--days <n>', 'until it expires, 1 to 365 (default: 90)');
  act<{ scope: string[]; days?: string }>(create, async (context, { scope, days }, [name = '']) => {
    const { controlCenter } = await context.client();
    const lifetime = days === undefined ? {} : { expires_in_days: wholeNumber('--days', days) };
    const body = { name, scopes: scope, ...lifetime };
    const made = await controlCenter.createServiceToken(body, { signal: context.signal });
    context.out.say(made.token, made);
    context.out.note(`it is not shown again; it expires at ${made.expires_at}`);
  });

  const remove = group.command('delete').argument('<id>');
  act(remove, async (context, _options, [id = '']) => {
    const { controlCenter } = await context.client();
    const message = await controlCenter.deleteServiceToken(id, { signal: context.signal });
    context.out.say(message, message);
  });
  return group;
}

function keys(act: Act): Command {
  const group = new Command('keys').description('the keys that tokens are signed with');
  const rotate = group
    .command('rotate')
    .option('--revoke-previous', 'what the present keys have signed counts no more: ends every session');
  act<{ revokePrevious?: true }>(rotate, async (context, { revokePrevious = false }) => {
    const { controlCenter } = await context.client();
    const rotation = await controlCenter.rotateKeys({ revoke_previous: revokePrevious }, { signal: context.signal });
    context.out.record(rotation, { 'new key': rotation.kid, verified: rotation.verified_kids.join(', ') });
  });
  return group;
}

function password(act: Act): Command {
  const command = new Command('password')
    .description('change your own; ends all your sessions')
    .option('--code <code>', 'your second factor, if you have one: six digits or a recovery code');
  act<{ code?: string }>(command, async (context, { code }) => {
    const { controlCenter } = await context.client();
    const body = {
      current_password: await askPassword(context, 'present password: '),
      new_password: await askPassword(context, 'new password: '),
      ...factorOf(code),
    };
    const message = await controlCenter.changePassword(body, { signal: context.signal });
    await context.deps.credentials.remove(context.url);
    context.out.say(message, message);
  });
  return command;
}
