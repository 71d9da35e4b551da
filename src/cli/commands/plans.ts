import { Command } from 'commander';
import type { Orchestrator } from '../../../sdk/index.ts';
import { pagingOf, printList, withPaging, type Act, type Context, type ListOptions } from '../context.ts';
import { asBatchRequest, readDocument } from '../document.ts';
import { UsageError } from '../exit.ts';

interface CreateOptions {
  readonly checkpoint?: string;
  readonly operation?: readonly string[];
  readonly restore?: string;
  readonly batch?: string;
  readonly servers?: string;
  readonly settings?: string;
}

/** Look first, have it approved, then do exactly that. */
export function planCommands(act: Act): Command[] {
  const group = new Command('plan').description('look first, approve, then do exactly that');

  const create = group
    .command('create')
    .option('--servers <infra>', 'the servers of an infra')
    .option('--settings <file>', 'settings file of the infra')
    .option('--batch <file>', 'a batch; JSON or YAML, `-` is standard input')
    .option('--checkpoint <id>', 'undo everything completed after it')
    .option('--operation <id...>', 'undo just these')
    .option('--restore <id>', 'make the world match a checkpoint');
  act<CreateOptions>(create, async (context, options) => {
    const client = await context.client();
    const plan = await client.createPlan(await requestOf(context, options), { signal: context.signal });
    printPlan(context, plan);
  });

  const list = withPaging(group.command('list'));
  act<ListOptions>(list, async (context, options) => {
    const client = await context.client();
    await printList(context, client.listPlans(pagingOf(options), { signal: context.signal }), options, {
      id: ({ id }) => id,
      type: ({ type }) => type,
      status: ({ status }) => status,
      steps: (plan) => plan.steps_total,
      approval: ({ approval }) => (approval.required ? 'required' : ''),
      created: (plan) => plan.created_at,
    });
  });

  const get = group.command('get').argument('<id>');
  act(get, async (context, _options, [id = '']) => {
    const client = await context.client();
    printPlan(context, await client.getPlan(id, { signal: context.signal }));
  });

  const approve = group.command('approve').argument('<id>').option('--reason <text>');
  act<{ reason?: string }>(approve, async (context, { reason }, [id = '']) => {
    const client = await context.client();
    printPlan(context, await client.approvePlan(id, { reason }, { signal: context.signal }));
  });

  const apply = group.command('apply').description('do what was planned').argument('<id>');
  act(apply, async (context, _options, [id = '']) => {
    const client = await context.client();
    printPlan(context, await client.applyPlan(id, { signal: context.signal }));
  });
  return [group];
}

async function requestOf(context: Context, options: CreateOptions): Promise<Orchestrator.PlanRequest> {
  const { checkpoint, operation, restore, batch, servers, settings } = options;
  const given = [servers, batch, checkpoint, operation, restore].filter((option) => option !== undefined);
  if (given.length !== 1)
    throw new UsageError('say what to plan: one of --servers, --batch, --checkpoint, --operation, --restore');
  if (servers !== undefined) return { type: 'servers', request: { infra: servers, settings } };
  if (batch !== undefined)
    return { type: 'batch', request: asBatchRequest(await readDocument(batch, context.deps.terminal)) };
  if (restore !== undefined) return { type: 'restore', checkpoint_id: restore };
  return { type: 'rollback', request: { checkpoint_id: checkpoint, operation_ids: operation && [...operation] } };
}

/** The steps, then what stands around them. */
export function printPlan({ out }: Context, plan: Orchestrator.Plan): void {
  if (!out.json) {
    out.list(plan.steps, {
      action: ({ action }) => action,
      kind: ({ kind }) => kind,
      name: ({ name }) => name,
      provider: ({ provider }) => provider,
      note: (step) => [step.protected ? 'protected' : '', step.detail ?? ''].filter((text) => text !== '').join('; '),
    });
  }
  const { seconds } = plan.estimates;
  out.record(plan, {
    plan: plan.id,
    type: plan.type,
    status: plan.status,
    steps: plan.steps_total,
    calls: plan.estimates.api_calls,
    time: seconds === null ? null : `${seconds} s`,
    policies: `${plan.verdict.allowed ? 'allowed' : 'denied'}: ${plan.verdict.reason}`,
    approval: plan.approval.required ? `required: ${plan.approval.reasons.join('; ')}` : 'not required',
    hash: plan.hash,
    became: plan.run_id ?? plan.task_id,
  });
}
