import type { WaitingReason } from '../../generated/contract/orchestrator.ts';
import { isTerminal } from '../domain/status.ts';
import type { TaskRow } from '../repositories/runs.ts';
import type { SlotWait, WaitRepository } from '../repositories/waits.ts';

export interface WaitingDeps {
  readonly waits: WaitRepository;
  /** Providers that are called only so often a second. */
  readonly perSecond: ReadonlyMap<string, number>;
}

const MOST = 100;

const reason = (
  kind: WaitingReason['kind'],
  message: string,
  more: Partial<Omit<WaitingReason, 'kind' | 'message'>> = {},
): WaitingReason => ({ kind, message, name: null, limit: null, used: null, position: null, tasks: [], ...more });

/** Why the task does not go on at this moment, in the order in which it has to get past it. */
export async function reasonsToWait({ waits, perSecond }: WaitingDeps, task: TaskRow): Promise<WaitingReason[]> {
  if (isTerminal(task.status)) return [];
  const slots = (await waits.slots(task.id)).map(slotReason);
  return task.status === 'Running'
    ? [...slots, ...(await paceReason({ waits, perSecond }, task))]
    : pendingReasons(waits, task, slots);
}

async function pendingReasons(waits: WaitRepository, task: TaskRow, slots: WaitingReason[]): Promise<WaitingReason[]> {
  const open = task.dependencies.length === 0 ? [] : await waits.openDependencies(task.dependencies);
  if (open.length > 0) {
    const names = open.slice(0, 10).map(({ name, status }) => `"${name}" (${status})`);
    const more = open.length > names.length ? ' and others' : '';
    return [
      reason('dependency', `it starts after ${names.join(', ')}${more}`.slice(0, 1_024), {
        tasks: open.map(({ id }) => id),
      }),
    ];
  }
  if (slots.length > 0) return slots;
  const run = await waits.runPlace(task.runId);
  if (run === undefined) return [];
  if (!run.driven) {
    const message = `no server has taken "${run.name}" yet; it is number ${run.position} of those that wait`;
    return [reason('queue', message, { name: run.name, position: Math.max(1, run.position) })];
  }
  const used = run.running.length;
  if (used < run.parallelLimit) return [];
  const message = `${used} of ${run.parallelLimit} operations of "${run.name}" are running`;
  return [
    reason('parallel_limit', message, {
      name: run.name,
      limit: run.parallelLimit,
      used,
      tasks: run.running.slice(0, MOST),
    }),
  ];
}

function slotReason({ pool, limit, used, position, holders }: SlotWait): WaitingReason {
  const [sort, name] = [pool.slice(0, pool.indexOf(':')), pool.slice(pool.indexOf(':') + 1)];
  const what = sort === 'key' ? `operations with the key ${name} are running` : `places at provider ${name} are taken`;
  return reason(
    sort === 'key' ? 'concurrency_key' : 'max_parallel',
    `${used} of ${limit} ${what}; it is number ${position} of those that wait`,
    { name, limit, used, position, tasks: [...holders] },
  );
}

async function paceReason({ waits, perSecond }: WaitingDeps, task: TaskRow): Promise<WaitingReason[]> {
  const provider = task.type === 'http' ? 'http' : task.provider;
  const limit = provider === null ? undefined : perSecond.get(provider);
  if (provider === null || limit === undefined) return [];
  const seconds = await waits.secondsToTurn(provider);
  if (seconds === 0) return [];
  const message = `provider ${provider} is called ${limit} times a second, the next call is free in ${seconds.toFixed(2)} s`;
  return [reason('requests_per_second', message, { name: provider, limit })];
}
