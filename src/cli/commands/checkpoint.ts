import { Command } from 'commander';
import { pagingOf, printList, withPaging, type Act, type ListOptions } from '../context.ts';

export function checkpointCommands(act: Act): Command[] {
  const group = new Command('checkpoint').description('states that can be gone back to');

  const create = group.command('create').argument('<name>').option('--description <text>');
  act<{ description?: string }>(create, async (context, { description }, [name = '']) => {
    const client = await context.client();
    const id = await client.createCheckpoint({ name, description }, { signal: context.signal });
    context.out.say(id, id);
  });

  const list = withPaging(group.command('list'));
  act<ListOptions>(list, async (context, options) => {
    const client = await context.client();
    await printList(context, client.listCheckpoints(pagingOf(options), { signal: context.signal }), options, {
      id: ({ id }) => id,
      name: ({ name }) => name,
      size: ({ size }) => size,
      created: (checkpoint) => checkpoint.created_at,
      description: ({ description }) => description,
    });
  });

  const get = group.command('get').argument('<id>');
  act(get, async (context, _options, [id = '']) => {
    const client = await context.client();
    const checkpoint = await client.getCheckpoint(id, { signal: context.signal });
    const { servers, taskservs, clusters } = checkpoint.resources;
    context.out.record(checkpoint, {
      id: checkpoint.id,
      name: checkpoint.name,
      description: checkpoint.description,
      created: checkpoint.created_at,
      size: checkpoint.size,
      operations: checkpoint.operations_count,
      resources: `${servers} servers, ${taskservs} task services, ${clusters} clusters`,
      checksum: checkpoint.checksum,
    });
  });

  const remove = group.command('delete').argument('<id>');
  act(remove, async (context, _options, [id = '']) => {
    const client = await context.client();
    const message = await client.deleteCheckpoint(id, { signal: context.signal });
    context.out.say(message, message);
  });
  return [group];
}
