import { Command, Option } from 'commander';
import type { Orchestrator } from '../../../sdk/index.ts';
import { pagingOf, printList, withPaging, type Act, type Context, type ListOptions } from '../context.ts';
import { asBatchRequest, readDocument } from '../document.ts';
import { UsageError } from '../exit.ts';

interface TimeOptions {
  readonly cron?: string;
  readonly timeZone?: string;
  readonly overlap?: Orchestrator.ScheduleOverlap;
  readonly catchUp?: Orchestrator.ScheduleCatchUp;
  readonly description?: string;
}

interface TargetOptions {
  readonly servers?: string;
  readonly settings?: string;
  readonly check?: true;
  readonly batch?: string;
  readonly drift?: true;
}

/** What runs by itself at its times. */
export function scheduleCommands(act: Act): Command[] {
  const group = new Command('schedule').description('what runs by itself at its times');

  const create = withTarget(withTimes(group.command('create').argument('<name>')))
    .option('--paused', 'create it paused')
    .addHelpText('after', '\nThe target is one of --servers, --batch and --drift.');
  act<TimeOptions & TargetOptions & { paused?: true }>(create, async (context, options, [name = '']) => {
    const { cron } = options;
    const target = await targetOf(context, options);
    if (cron === undefined || target === undefined)
      throw new UsageError('say when with --cron, and what with one of --servers, --batch and --drift');
    const client = await context.client();
    const body = { name, ...timesOf(options), cron, target, ...(options.paused ? { enabled: false } : {}) };
    printSchedule(context, await client.createSchedule(body, { signal: context.signal }));
  });

  const list = withPaging(group.command('list'));
  act<ListOptions>(list, async (context, options) => {
    const client = await context.client();
    await printList(context, client.listSchedules(pagingOf(options), { signal: context.signal }), options, {
      id: ({ id }) => id,
      name: ({ name }) => name,
      type: ({ type }) => type,
      cron: ({ cron }) => cron,
      zone: (one) => one.time_zone,
      next: (one) => one.next_runs[0] ?? 'paused',
      last: (one) => one.last_run?.status ?? one.last_run?.outcome ?? '',
    });
  });

  const get = group.command('get').argument('<id>');
  act(get, async (context, _options, [id = '']) => {
    const client = await context.client();
    printSchedule(context, await client.getSchedule(id, { signal: context.signal }));
  });

  const update = withTarget(withTimes(group.command('update').argument('<id>'))).option('--name <name>');
  act<TimeOptions & TargetOptions & { name?: string }>(update, async (context, options, [id = '']) => {
    const target = await targetOf(context, options);
    const body = { ...timesOf(options), ...given({ name: options.name, target }) };
    if (Object.keys(body).length === 0) throw new UsageError('say what to change: see --help');
    const client = await context.client();
    printSchedule(context, await client.updateSchedule(id, body, { signal: context.signal }));
  });

  for (const [name, enabled] of [
    ['pause', false],
    ['resume', true],
  ] as const) {
    act(group.command(name).argument('<id>'), async (context, _options, [id = '']) => {
      const client = await context.client();
      printSchedule(context, await client.updateSchedule(id, { enabled }, { signal: context.signal }));
    });
  }

  const remove = group.command('delete').argument('<id>');
  act(remove, async (context, _options, [id = '']) => {
    const client = await context.client();
    const said = await client.deleteSchedule(id, { signal: context.signal });
    context.out.say(said, said);
  });
  return [group];
}

const withTimes = (command: Command): Command =>
  command
    .option('--cron <expression>', 'minute, hour, day of month, month, day of week; or @hourly, @daily, …')
    .option('--time-zone <name>', 'IANA name (default: UTC)')
    .addOption(new Option('--overlap <policy>').choices(['skip', 'buffer_one', 'cancel_other', 'allow_all']))
    .addOption(new Option('--catch-up <policy>').choices(['once', 'none']))
    .option('--description <text>');

const withTarget = (command: Command): Command =>
  command
    .option('--servers <infra>', 'create the servers of an infra')
    .option('--settings <file>', 'settings file of the infra')
    .option('--check', 'plan only')
    .option('--batch <file>', 'a batch; JSON or YAML, `-` is standard input')
    .option('--drift', 'look for drift');

/** Members with a value. */
function given<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const present = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

const timesOf = ({ cron, timeZone, overlap, catchUp, description }: TimeOptions) =>
  given({ cron, time_zone: timeZone, overlap, catch_up: catchUp, description });

async function targetOf(context: Context, options: TargetOptions): Promise<Orchestrator.ScheduleTarget | undefined> {
  const { servers, settings, check, batch, drift } = options;
  if ([servers, batch, drift].filter((one) => one !== undefined).length > 1)
    throw new UsageError('only one of --servers, --batch and --drift');
  if (servers !== undefined)
    return { type: 'servers', request: { infra: servers, settings, check_mode: check ?? false } };
  if (batch !== undefined)
    return { type: 'batch', request: asBatchRequest(await readDocument(batch, context.deps.terminal)) };
  return drift === undefined ? undefined : { type: 'drift' };
}

function printSchedule({ out }: Context, schedule: Orchestrator.Schedule): void {
  const { last_run: last } = schedule;
  out.record(schedule, {
    schedule: schedule.id,
    name: schedule.name,
    runs: schedule.type,
    cron: `${schedule.cron} (${schedule.time_zone})`,
    overlap: schedule.overlap,
    'catch up': schedule.catch_up,
    next: schedule.enabled ? schedule.next_runs.join(', ') : 'paused',
    waiting: schedule.waiting_since,
    last:
      last === null ? null : `${last.scheduled_for}: ${last.outcome}${last.status === null ? '' : `, ${last.status}`}`,
    became: last?.batch_id ?? last?.task_id ?? null,
    error: last?.error ?? null,
  });
}
