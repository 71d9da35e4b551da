import { Command } from 'commander';
import { pagingOf, printList, withPaging, type Act, type ListOptions } from '../context.ts';
import { printPlan } from './plans.ts';

export function driftCommands(act: Act): Command[] {
  const group = new Command('drift').description('where the world differs from the record');

  const check = group.command('check').description('ask every provider for what it has');
  act(check, async (context) => {
    const client = await context.client();
    const report = await client.checkDrift({ signal: context.signal });
    context.out.record(report, {
      servers: report.servers,
      open: report.open,
      found: report.found,
      gone: report.gone,
      'not asked': report.failures.map(({ provider, reason }) => `${provider}: ${reason}`).join('; '),
      "can't be listed": report.unlisted.map(({ provider, reason }) => `${provider}: ${reason}`).join('; '),
    });
  });

  const list = withPaging(group.command('list')).option('--orphans', 'only what belongs to no record');
  act<ListOptions & { orphans?: true }>(list, async (context, options) => {
    const client = await context.client();
    const query = { ...pagingOf(options), ...(options.orphans ? { kind: 'orphan' as const } : {}) };
    await printList(context, client.listDrift(query, { signal: context.signal }), options, {
      id: ({ id }) => id,
      kind: ({ kind }) => kind,
      status: ({ status }) => status,
      provider: ({ provider }) => provider,
      name: ({ name }) => name,
      seen: (one) => one.last_seen_at,
    });
  });

  const adopt = group.command('adopt').description('take what is there as right').argument('<id>');
  act(adopt, async (context, _options, [id = '']) => {
    const client = await context.client();
    const drift = await client.adoptDrift(id, { signal: context.signal });
    context.out.say(drift.status, drift);
  });

  const ignore = group.command('ignore').argument('<id>').requiredOption('--reason <text>');
  act<{ reason: string }>(ignore, async (context, { reason }, [id = '']) => {
    const client = await context.client();
    const drift = await client.ignoreDrift(id, { reason }, { signal: context.signal });
    context.out.say(drift.status, drift);
  });

  const repair = group.command('repair').description('plan the repair; `plan apply` does it').argument('<id>');
  act(repair, async (context, _options, [id = '']) => {
    const client = await context.client();
    printPlan(context, await client.repairDrift(id, { signal: context.signal }));
  });
  return [group];
}
