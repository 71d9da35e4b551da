import type { SinkCall } from '../../rollback/sink.ts';
import { grouped, sinkName, type Evidence, type Submission } from '../evidence.ts';

const directed = (call: Pick<SinkCall, 'what' | 'name'>): string => `${call.what} ${call.name}`;
const callsOf = ({ calls }: Evidence): Map<string, SinkCall[]> => grouped(calls, directed);
const taken = (call: SinkCall): boolean => call.status === 200;

/** Names of a submission's operations at the sink, with those each depends on. */
const steps = ({ name, operations }: Submission) =>
  operations.map(({ id, after, fails }) => ({
    name: sinkName(name, id),
    after: after.map((earlier) => sinkName(name, earlier)),
    fails,
    id,
  }));

/** I2: a call is made again only because a fault came between it and the record of its outcome. */
export function callsPerOperation(evidence: Evidence): string[] {
  return [...callsOf(evidence)].flatMap(([what, calls]) => {
    const keys = new Set(calls.map(({ key }) => key)).size;
    if (keys > 1) return [`${what} was called with ${keys} keys`];
    const first = calls[0]!.at;
    const last = calls.at(-1)!.at;
    const faults = evidence.faults.filter((fault) => fault.at <= last && fault.until >= first).length;
    return calls.length > 1 + faults ? [`${what} was called ${calls.length} times over ${faults} faults`] : [];
  });
}

/** I3: when an operation is called, all it depends on have answered that they are done. */
export function dependenciesFirst(evidence: Evidence): string[] {
  const calls = callsOf(evidence);
  return evidence.submissions.flatMap((submission) =>
    steps(submission).flatMap(({ name, after }) => {
      const [first] = calls.get(`do ${name}`) ?? [];
      if (first === undefined) return [];
      return after
        .filter(
          (earlier) =>
            !(calls.get(`do ${earlier}`) ?? []).some(
              (call) => taken(call) && call.endedAt !== null && call.endedAt <= first.at,
            ),
        )
        .map((earlier) => `${name} was called before ${earlier} was done`);
    }),
  );
}

/**
 * When an operation was begun, by the log: its intent was committed then. Whoever takes over from a server that was stopped
 * between this and its call can't know whether the call went out, and takes back what may be there.
 */
function intents({ batches, events }: Evidence): (name: string) => number | undefined {
  const begun = new Map(
    events
      .filter(({ type, status }) => type === 'TaskStatusChanged' && status === 'running')
      .map(({ task, at }) => [String(task), at]),
  );
  const tasks = new Map(
    batches.flatMap((batch) => batch.operations.map(({ id, task_id }) => [sinkName(batch.name, id), task_id] as const)),
  );
  return (name) => begun.get(tasks.get(name) ?? '');
}

/**
 * I7: dependants first, and only what was done, or was begun before a fault that came before its undo; the sink's key makes
 * a repeated call one undo.
 */
export function undoneInReverse(evidence: Evidence): string[] {
  const calls = callsOf(evidence);
  const begunAt = intents(evidence);
  const mayHaveBeenDone = (name: string, undoneAt: number): boolean => {
    const begun = begunAt(name);
    return begun !== undefined && evidence.faults.some(({ at, until }) => at <= undoneAt && until >= begun);
  };
  return evidence.submissions.flatMap((submission) =>
    steps(submission).flatMap(({ name, after }) => {
      const [undo] = calls.get(`undo ${name}`) ?? [];
      const found: string[] = [];
      if (undo !== undefined && !calls.has(`do ${name}`) && !mayHaveBeenDone(name, undo.at))
        found.push(`${name} was undone and never done`);
      for (const earlier of after) {
        const [undoOfEarlier] = calls.get(`undo ${earlier}`) ?? [];
        const wasDone = (calls.get(`do ${name}`) ?? []).some(taken);
        if (undoOfEarlier === undefined || !wasDone) continue;
        const own = (calls.get(`undo ${name}`) ?? []).find(taken);
        if (own === undefined || own.endedAt === null || own.endedAt > undoOfEarlier.at)
          found.push(`${earlier} was undone before ${name}, which depends on it`);
      }
      return found;
    }),
  );
}

/**
 * What is said to be done stands at the sink, what is said to be undone or never done does not. Only of a call that was
 * open when its batch was cancelled nobody can say more than that it was cut off.
 */
export function effectsStand(evidence: Evidence): string[] {
  const { standing, submissions, batches, cancellations } = evidence;
  const byName = grouped(batches, ({ name }) => name);
  const calls = callsOf(evidence);
  const asked = new Map(cancellations.map(({ batchId, askedAt }) => [batchId, askedAt]));
  const cutOff = (batch: string, name: string): boolean =>
    (calls.get(`do ${name}`) ?? []).some(
      (call) => taken(call) && (call.endedAt ?? Infinity) >= (asked.get(batch) ?? Infinity),
    );
  return submissions.flatMap((submission) =>
    (byName.get(submission.name) ?? []).flatMap((batch) => {
      const known = new Map(batch.operations.map((operation) => [operation.id, operation]));
      return steps(submission).flatMap(({ name, id }) => {
        const operation = known.get(id);
        if (operation === undefined) return [`${name} is missing from its batch`];
        const should = operation.status === 'Completed' && operation.rollback_status !== 'Completed';
        if (should && !standing.has(name)) return [`lost: ${name} is ${operation.status} and its effect is not there`];
        if (operation.status === 'Cancelled' && cutOff(batch.batch_id, name)) return [];
        const state = `${operation.status}, rollback ${String(operation.rollback_status)}`;
        return !should && standing.has(name) ? [`left over: ${name} is ${state} and its effect is there`] : [];
      });
    }),
  );
}
