import { Command } from 'commander';
import { Priority } from '../../../generated/enums.ts';
import { oneOf } from '../choice.ts';
import { asBatchRequest, onlyOperation, readDocument } from '../document.ts';
import { pagingOf, printList, withPaging, type Act, type ListOptions } from '../context.ts';
import { followBatch, printBatch } from '../following.ts';

interface RunOptions {
  readonly wait?: true;
  readonly rollback?: true;
  readonly operation?: string;
  readonly priority?: string;
}

export function batchCommands(act: Act): Command[] {
  const group = new Command('batch').description('many operations as one graph');

  const run = group
    .command('run')
    .argument('<file>', 'JSON or YAML; `-` is standard input')
    .option('--wait', 'follow the batch to its end')
    .option('--rollback', 'undo what was done when an operation fails, whatever the file says')
    .option('--operation <id>', 'only this operation, without its dependencies')
    .option('--priority <priority>', `${Priority.join(', ')}, whatever the file says`);
  act<RunOptions>(run, async (context, options, [file = '']) => {
    const document = await readDocument(file, context.deps.terminal);
    const chosen = options.operation === undefined ? document : onlyOperation(document, options.operation);
    const client = await context.client();
    const { priority } = options;
    const batch = asBatchRequest({
      ...chosen,
      ...(options.rollback ? { rollback_enabled: true } : {}),
      ...(priority === undefined ? {} : { priority: oneOf('--priority', Priority, priority) }),
    });
    const accepted = await client.executeBatch(batch, { signal: context.signal });
    if (!options.wait) {
      context.out.say(accepted.batch_id, accepted);
      return undefined;
    }
    context.out.note(`batch ${accepted.batch_id}`);
    return followBatch(context, client, accepted.batch_id);
  });

  const list = withPaging(group.command('list').option('--dead-lettered', 'only those given up: resume them'));
  act<ListOptions & { deadLettered?: true }>(list, async (context, options) => {
    const client = await context.client();
    const asked = { ...pagingOf(options), ...(options.deadLettered ? { dead_lettered: true } : {}) };
    await printList(context, client.listBatches(asked, { signal: context.signal }), options, {
      id: (batch) => batch.batch_id,
      name: ({ name }) => name,
      status: ({ status }) => status,
      rollback: (batch) => batch.rollback_status,
      progress: ({ progress }) => `${progress}%`,
      operations: (batch) => batch.operations_total,
      created: (batch) => batch.created_at,
    });
  });

  const get = group.command('get').argument('<id>');
  act(get, async (context, _options, [id = '']) => {
    const client = await context.client();
    printBatch(context, await client.getBatch(id, { signal: context.signal }));
  });

  const operations = withPaging(group.command('operations').description('all operations of a batch').argument('<id>'));
  act<ListOptions>(operations, async (context, options, [id = '']) => {
    const client = await context.client();
    const pages = client.listBatchOperations(id, pagingOf(options), { signal: context.signal });
    await printList(context, pages, options, {
      id: (operation) => operation.id,
      type: ({ type }) => type,
      status: ({ status }) => status,
      rollback: (operation) => operation.rollback_status,
      progress: ({ progress }) => `${progress}%`,
      task: (operation) => operation.task_id,
      error: ({ error }) => error,
    });
  });

  const resume = group
    .command('resume')
    .description('a new batch that keeps what still stands of this one and does the rest')
    .argument('<id>')
    .option('--wait', 'follow the new batch to its end');
  act<{ wait?: true }>(resume, async (context, { wait }, [id = '']) => {
    const client = await context.client();
    const accepted = await client.resumeBatch(id, { signal: context.signal });
    if (!wait) {
      context.out.say(accepted.batch_id, accepted);
      return undefined;
    }
    context.out.note(`batch ${accepted.batch_id}`);
    return followBatch(context, client, accepted.batch_id);
  });

  const cancel = group
    .command('cancel')
    .argument('<id>')
    .option('--rollback', 'also undo the operations that have completed');
  act<{ rollback?: true }>(cancel, async (context, { rollback }, [id = '']) => {
    const client = await context.client();
    const message = await client.cancelBatch(id, rollback ? { rollback } : undefined, { signal: context.signal });
    context.out.say(message, message);
  });
  return [group];
}
