import { Command } from 'commander';
import { TaskStatus } from '../../../generated/enums.ts';
import { oneOf } from '../choice.ts';
import { pagingOf, printList, withPaging, type Act, type ListOptions } from '../context.ts';
import { followTask, printTask } from '../following.ts';

export function taskCommands(act: Act): Command[] {
  const group = new Command('tasks').description('work that was asked for');

  const list = withPaging(group.command('list').option('--status <status>', TaskStatus.join(', ')));
  act<ListOptions & { status?: string }>(list, async (context, options) => {
    const client = await context.client();
    const status = options.status === undefined ? undefined : oneOf('--status', TaskStatus, options.status);
    const tasks = client.listTasks({ status, ...pagingOf(options) }, { signal: context.signal });
    await printList(context, tasks, options, {
      id: ({ id }) => id,
      name: ({ name }) => name,
      status: (task) => task.status,
      progress: ({ progress }) => `${progress}%`,
      created: (task) => task.created_at,
      error: ({ error }) => error,
    });
  });

  const get = group.command('get').argument('<id>');
  act(get, async (context, _options, [id = '']) => {
    const client = await context.client();
    printTask(context, await client.getTask(id, undefined, { signal: context.signal }));
  });

  const waiting = group.command('waiting').description('why a task waits').argument('<id>');
  act(waiting, async (context, _options, [id = '']) => {
    const client = await context.client();
    const why = await client.getTaskWaiting(id, { signal: context.signal });
    const lines = why.reasons.map(({ kind, message }) => `${kind}: ${message}`);
    context.out.say(lines.length === 0 ? `${why.status}: it waits for nothing` : lines.join('\n'), why);
  });

  const cancel = group.command('cancel').argument('<id>');
  act(cancel, async (context, _options, [id = '']) => {
    const client = await context.client();
    const message = await client.cancelTask(id, { signal: context.signal });
    context.out.say(message, message);
  });

  const wait = group.command('wait').description('follow a task to its end').argument('<id>');
  act(wait, async (context, _options, [id = '']) => followTask(context, await context.client(), id));
  return [group];
}
