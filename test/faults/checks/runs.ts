import { grouped, sinkName, TERMINAL, type Evidence, type LoggedEvent } from '../evidence.ts';

/** Ends that a batch of these operations may come to. */
const endsOf = (fails: boolean, cancelled: boolean): readonly string[] => [
  fails ? 'Failed' : 'Completed',
  ...(cancelled ? ['Cancelled'] : []),
];

/** I1: what was acknowledged is there and has ended, and as its operations let expect. */
export function submitsEnd({ submissions, batches, cancellations, rollbacks }: Evidence): string[] {
  const byId = new Map(batches.map((batch) => [batch.batch_id, batch]));
  const cancelled = new Set(cancellations.map(({ batchId }) => batchId));
  const undone = rollbacks.flatMap(({ batchId, acknowledged }) => {
    const open = (byId.get(batchId)?.operations ?? []).filter(
      ({ status, rollback_status: undo }) => status === 'Completed' && undo !== 'Completed',
    );
    return acknowledged ? open.map(({ id }) => `${batchId} was rolled back and ${id} was not undone`) : [];
  });
  const ended = submissions.flatMap(({ name, acknowledged, operations }) =>
    acknowledged.flatMap((id) => {
      const batch = byId.get(id);
      if (batch === undefined) return [`${name} was acknowledged as ${id} and is not there`];
      if (!batch.terminal) return [`${name} has not ended: ${batch.status}`];
      const fails = operations.some((operation) => operation.fails);
      const expected = endsOf(fails, cancelled.has(id));
      return expected.includes(batch.status)
        ? []
        : [`${name} ended ${batch.status}, not ${expected.join(' or ')}: ${String(batch.error)}`];
    }),
  );
  return [...ended, ...undone];
}

const operationChanges = ({ events }: Evidence): Map<string, LoggedEvent[]> =>
  grouped(
    events.filter(({ type, status }) => type === 'OperationStatusChanged' && status !== null),
    ({ run }) => String(run),
  );

/** I4: by the log, running operations at any place of it; by the ledger, open calls of one owner at any moment. */
export function keepsItsLimit(evidence: Evidence): string[] {
  const limits = new Map(
    evidence.submissions.flatMap(({ acknowledged, parallelLimit }) =>
      acknowledged.map((id) => [id, parallelLimit] as const),
    ),
  );
  const found: string[] = [];
  for (const [run, changes] of operationChanges(evidence)) {
    const running = new Set<string>();
    let most = 0;
    for (const { task, status } of changes) {
      if (status === 'running') running.add(String(task));
      else running.delete(String(task));
      most = Math.max(most, running.size);
    }
    const limit = limits.get(run);
    if (limit !== undefined && most > limit)
      found.push(`${run}: ${most} operations ran at once, the limit is ${limit}`);
  }
  const owned = grouped(
    evidence.calls.filter(({ what }) => what === 'do'),
    ({ batch, fence }) => `${batch} ${fence}`,
  );
  for (const [owner, calls] of owned) {
    const limit = limits.get(owner.split(' ')[0]!);
    if (limit === undefined) continue;
    const most = Math.max(
      ...calls.map(
        (call) => calls.filter(({ at, endedAt }) => at <= call.at && (endedAt ?? Infinity) > call.at).length,
      ),
    );
    if (most > limit) found.push(`${owner}: ${most} calls were open at once, the limit is ${limit}`);
  }
  return found;
}

/** Between the commit of an intent and its call there is this much at most; a cancel in between can't call it back. */
const ON_ITS_WAY_MS = 2_000;

/** I5: no operation is begun, by the log, after the cancel was acknowledged, and none is called without being begun. */
export function cancelledStartsNothing(evidence: Evidence): string[] {
  const changes = operationChanges(evidence);
  const doneCalls = grouped(
    evidence.calls.filter(({ what, status }) => what === 'do' && status === 200),
    ({ batch }) => batch,
  );
  return evidence.cancellations.flatMap(({ batchId, acknowledgedAt }) => {
    if (acknowledgedAt === null) return [];
    const late = (changes.get(batchId) ?? []).filter(({ status, at }) => status === 'running' && at > acknowledgedAt);
    const first = new Map<string, number>();
    for (const { name, at } of doneCalls.get(batchId) ?? []) if (!first.has(name)) first.set(name, at);
    const called = [...first].filter(([, at]) => at > acknowledgedAt + ON_ITS_WAY_MS);
    return [
      ...late.map(({ task }) => `${batchId}: ${String(task)} started after the cancel was acknowledged`),
      ...called.map(([name, at]) => `${name} was first done ${at - acknowledgedAt} ms after the cancel`),
    ];
  });
}

/** I6: in the log each task and batch ends once and nothing follows; what the API shows at the end is that end. */
export function terminalStays(evidence: Evidence): string[] {
  const changes = evidence.events.filter(
    ({ type, status }) => status !== null && (type === 'TaskStatusChanged' || type === 'BatchStatusChanged'),
  );
  const found: string[] = [];
  const ends = new Map<string, string>();
  for (const [subject, own] of grouped(changes, ({ type, run, task }) => `${type} ${task ?? String(run)}`)) {
    const end = own.findIndex(({ status }) => TERMINAL.has(String(status)));
    if (end === -1) continue;
    ends.set(subject, own[end]!.status!);
    for (const { status } of own.slice(end + 1))
      found.push(`${subject}: ${String(own[end]!.status)}, and after it ${String(status)}`);
  }
  for (const batch of evidence.batches) {
    const told = ends.get(`BatchStatusChanged ${batch.batch_id}`);
    if (told !== batch.status.toLowerCase()) found.push(`${batch.name}: told ${String(told)}, shown ${batch.status}`);
    for (const { task_id, id, status } of batch.operations) {
      const taskTold = ends.get(`TaskStatusChanged ${task_id}`);
      if (taskTold !== status.toLowerCase())
        found.push(`${batch.name} ${id}: told ${String(taskTold)}, shown ${status}`);
    }
  }
  return found;
}

/** I10: what the sink took never came under a lower fence than what it took before, and none above the run's epoch. */
export function fencesRise({ calls, epochs }: Evidence): string[] {
  const found: string[] = [];
  const highest = new Map<string, number>();
  for (const call of [...calls].sort((a, b) => (a.endedAt ?? Infinity) - (b.endedAt ?? Infinity))) {
    if (call.status !== 200) continue;
    const before = highest.get(call.batch) ?? 0;
    if (call.fence < before) found.push(`${call.what} ${call.name} was taken under ${call.fence} after ${before}`);
    highest.set(call.batch, Math.max(before, call.fence));
  }
  for (const [run, fence] of highest) {
    const epoch = epochs.get(run);
    if (epoch === undefined || fence > epoch) found.push(`${run}: fence ${fence}, epoch ${String(epoch)}`);
  }
  return found;
}

/** I12: however often a submit was tried, there is one batch of it, and exactly one when it was acknowledged. */
export function oneBatchPerKey({ submissions, batches }: Evidence): string[] {
  const byName = grouped(batches, ({ name }) => name);
  return submissions.flatMap(({ key, name, acknowledged }) => {
    const made = (byName.get(name) ?? []).length;
    const ids = new Set(acknowledged).size;
    return made > 1 || ids > 1 ? [`${key}: ${made} batches, acknowledged as ${ids}`] : [];
  });
}

/** For reports: how many effects there were. */
export const effectsCounted = ({
  calls,
  submissions,
}: Evidence): { readonly done: number; readonly expected: number } => {
  const done = new Set(calls.filter(({ what, status }) => what === 'do' && status === 200).map(({ name }) => name));
  const expected = submissions.flatMap(({ name, operations }) =>
    operations.filter(({ fails }) => !fails).map(({ id }) => sinkName(name, id)),
  );
  return { done: expected.filter((name) => done.has(name)).length, expected: expected.length };
};
