import { Command } from 'commander';
import { Role } from '../../../generated/enums.ts';
import { oneOf } from '../choice.ts';
import { pagingOf, printList, withPaging, type Act, type ListOptions } from '../context.ts';
import { UsageError } from '../exit.ts';
import { askPassword, passwordFromStdin } from './session.ts';

interface UserOptions {
  readonly email?: string;
  readonly role?: readonly string[];
  readonly enable?: true;
  readonly disable?: true;
  readonly passwordStdin?: true;
}

const rolesOf = (roles: readonly string[]) => roles.map((role) => oneOf('--role', Role, role));

export function userCommands(act: Act): Command[] {
  const group = new Command('users').description('who may log in');

  const list = withPaging(group.command('list').option('--role <role>', Role.join(', ')));
  act<ListOptions & { role?: string }>(list, async (context, options) => {
    const { controlCenter } = await context.client();
    const role = options.role === undefined ? undefined : oneOf('--role', Role, options.role);
    const users = controlCenter.listUsers({ role, ...pagingOf(options) }, { signal: context.signal });
    await printList(context, users, options, {
      id: ({ id }) => id,
      username: ({ username }) => username,
      email: ({ email }) => email,
      roles: ({ roles }) => roles.join(','),
      enabled: ({ enabled }) => (enabled ? 'yes' : 'no'),
      'last login': (user) => user.last_login,
    });
  });

  const create = group
    .command('create')
    .argument('<username>')
    .requiredOption('--email <address>')
    .requiredOption('--role <role...>', Role.join(', '))
    .option('--disable', 'may not log in yet')
    .option('--password-stdin', 'read the password from standard input');
  act<UserOptions & { email: string; role: string[] }>(create, async (context, options, [username = '']) => {
    const { controlCenter } = await context.client();
    const password = await (options.passwordStdin
      ? passwordFromStdin(context)
      : askPassword(context, 'new password: '));
    const user = await controlCenter.createUser(
      { username, email: options.email, password, roles: rolesOf(options.role), enabled: !options.disable },
      { signal: context.signal },
    );
    context.out.say(user.id, user);
  });

  const update = group
    .command('update')
    .argument('<id>')
    .option('--email <address>')
    .option('--role <role...>', `all roles from now on: ${Role.join(', ')}`)
    .option('--enable', 'may log in')
    .option('--disable', 'may not log in; ends the sessions')
    .option('--password-stdin', 'read a new password from standard input; ends the sessions');
  act<UserOptions>(update, async (context, options, [id = '']) => {
    if (options.enable && options.disable) throw new UsageError('either --enable or --disable');
    const { controlCenter } = await context.client();
    const message = await controlCenter.updateUser(
      id,
      {
        email: options.email,
        roles: options.role === undefined ? undefined : rolesOf(options.role),
        enabled: options.enable ?? (options.disable ? false : undefined),
        password: options.passwordStdin ? await passwordFromStdin(context) : undefined,
      },
      { signal: context.signal },
    );
    context.out.say(message, message);
  });

  const remove = group.command('delete').argument('<id>');
  act(remove, async (context, _options, [id = '']) => {
    const { controlCenter } = await context.client();
    const message = await controlCenter.deleteUser(id, { signal: context.signal });
    context.out.say(message, message);
  });
  return [group];
}
