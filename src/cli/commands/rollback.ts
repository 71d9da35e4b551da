import { Command } from 'commander';
import type { Orchestrator, ProvisioningClient } from '../../../sdk/index.ts';
import { pagingOf, printList, withPaging, type Act, type Context, type ListOptions, type Outcome } from '../context.ts';
import { exitCodes, UsageError } from '../exit.ts';

interface ExecuteOptions {
  readonly checkpoint?: string;
  readonly operation?: readonly string[];
  readonly dryRun?: true;
  readonly cascade?: true;
}

export function rollbackCommands(act: Act): Command[] {
  const group = new Command('rollback').description('undo what was done');

  const execute = group
    .command('execute')
    .option('--checkpoint <id>', 'undo everything completed after it')
    .option('--operation <id...>', 'undo just these: a task id, batch-id/operation-id, or an unambiguous operation id')
    .option('--dry-run', 'show the plan and change nothing')
    .option('--cascade', 'also undo what depends on them');
  act<ExecuteOptions>(execute, async (context, options) => {
    const { checkpoint, operation } = options;
    if ((checkpoint === undefined) === (operation === undefined)) {
      throw new UsageError('say what to undo: either --checkpoint <id> or --operation <id>');
    }
    const client = await context.client();
    const answer = await client.executeRollback(
      {
        checkpoint_id: checkpoint,
        operation_ids: operation,
        dry_run: options.dryRun ?? false,
        cascade: options.cascade ?? false,
      },
      { signal: context.signal },
    );
    const result = 'success' in answer ? answer : await finished(context, client, answer);
    return printRollback(context, result);
  });

  const restore = group
    .command('restore')
    .description('make the world match a checkpoint')
    .argument('<checkpoint-id>')
    .option('--dry-run', 'show the steps and change nothing');
  act<{ dryRun?: true }>(restore, async (context, { dryRun }, [id = '']) => {
    const client = await context.client();
    const answer = await client.restoreCheckpoint(id, { dry_run: dryRun ?? false }, { signal: context.signal });
    if (typeof answer !== 'string') return printRollback(context, await finished(context, client, answer));
    context.out.say(answer, answer);
    return undefined;
  });

  const list = withPaging(group.command('list').description('rollbacks, restores and batches that undid themselves'));
  act<ListOptions>(list, async (context, options) => {
    const client = await context.client();
    await printList(context, client.listRollbacks(pagingOf(options), { signal: context.signal }), options, {
      id: (one) => one.rollback_id,
      kind: ({ kind }) => kind,
      name: ({ name }) => name,
      status: ({ status }) => status,
      executed: (one) => one.operations_executed,
      failed: (one) => one.operations_failed,
      'left over': (one) => one.leftovers_open,
      created: (one) => one.created_at,
    });
  });

  const get = group.command('get').argument('<id>');
  act(get, async (context, _options, [id = '']) => {
    const client = await context.client();
    return printRollback(context, await client.getRollback(id, { signal: context.signal }));
  });

  const retry = group
    .command('retry')
    .description('try what is left over again')
    .argument('<id>')
    .argument('<leftover>');
  act(retry, async (context, _options, [id = '', leftover = '']) => {
    const client = await context.client();
    const answer = await client.retryLeftover(id, leftover, { signal: context.signal });
    return printRollback(context, 'success' in answer ? answer : await finished(context, client, answer));
  });

  for (const verb of ['skip', 'resolve'] as const) {
    const command = group
      .command(verb)
      .description(verb === 'skip' ? 'leave a leftover as it is' : 'say that a leftover was seen to by hand')
      .argument('<id>')
      .argument('<leftover>')
      .requiredOption('--reason <text>', 'why; it is kept in the audit log');
    act<{ reason: string }>(command, async (context, { reason }, [id = '', leftover = '']) => {
      const client = await context.client();
      const call = { signal: context.signal };
      const message =
        verb === 'skip'
          ? await client.skipLeftover(id, leftover, { reason }, call)
          : await client.resolveLeftover(id, leftover, { reason }, call);
      context.out.say(message, message);
    });
  }
  return [group];
}

function finished(
  context: Context,
  client: ProvisioningClient,
  { rollback_id: id }: Orchestrator.RollbackAccepted,
): Promise<Orchestrator.RollbackResult> {
  context.out.note(`rollback ${id} goes on; waiting for its end`);
  return client.waitForRollback(id, { signal: context.signal });
}

function printRollback({ out }: Context, result: Orchestrator.RollbackResult): Outcome {
  if (result.plan !== null && !out.json) {
    out.list(result.plan, {
      kind: ({ kind }) => kind,
      name: ({ name }) => name,
      provider: ({ provider }) => provider,
      undo: ({ reversible, reason }) => (reversible ? 'yes' : `no: ${reason ?? 'not reversible'}`),
    });
    return undefined;
  }
  out.record(result, {
    rollback: result.rollback_id,
    status: result.status,
    executed: result.operations_executed,
    failed: result.operations_failed,
    duration: `${result.duration} s`,
  });
  if (result.leftovers.length > 0 && !out.json) {
    out.note('left over (retry, skip or resolve each):');
    out.list(result.leftovers, {
      leftover: ({ id }) => id,
      state: ({ status }) => status,
      provider: ({ provider }) => provider,
      kind: ({ kind }) => kind,
      name: ({ name }) => name,
      id: (leftover) => leftover.external_id,
      reason: ({ reason }) => reason,
      'by hand': (leftover) => leftover.remove_by_hand,
    });
  }
  return result.success || result.plan !== null ? exitCodes.ok : exitCodes.failed;
}
