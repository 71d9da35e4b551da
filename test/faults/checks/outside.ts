import { grouped, TERMINAL, type Evidence, type Fault } from '../evidence.ts';

/** How long after a fault is over a server may still answer that its database is away. */
const GRACE_MS = 10_000;

const during = (faults: readonly Fault[], at: number): boolean =>
  faults.some((fault) => fault.at <= at && at <= fault.until + GRACE_MS);

/** I8: the chain verifies to its last record, and each acknowledged change has its own. */
export function auditAgrees({ audit, submissions, cancellations }: Evidence): string[] {
  const found: string[] = [];
  if (!audit.valid) found.push('the audit chain does not verify');
  if (audit.unsealed > 0) found.push(`${audit.unsealed} records are not sealed`);
  const counts = new Map<string, number>();
  for (const record of audit.records) counts.set(record, (counts.get(record) ?? 0) + 1);
  for (const id of new Set(submissions.flatMap(({ acknowledged }) => acknowledged))) {
    const n = counts.get(`batch.execute batches/${id}`) ?? 0;
    if (n !== 1) found.push(`${n} records of the submit of ${id}`);
  }
  for (const { batchId, acknowledgedAt, tries } of cancellations) {
    const n = counts.get(`batch.cancel batches/${batchId}`) ?? 0;
    if (acknowledgedAt !== null && (n < 1 || n > tries)) found.push(`${n} records of ${tries} cancels of ${batchId}`);
  }
  return found;
}

/** I9: the log tells each end once, and every delivery of it is signed and carries the same id. */
export function deliveredOnce({ batches, events, deliveries }: Evidence): string[] {
  const ends = grouped(
    events.filter(({ type, status }) => type === 'BatchStatusChanged' && TERMINAL.has(String(status))),
    ({ run }) => String(run),
  );
  const delivered = grouped(deliveries ?? [], ({ batchId }) => batchId);
  return batches.flatMap(({ batch_id: id, name, status }) => {
    const told = (ends.get(id) ?? []).length;
    const found = told === 1 ? [] : [`${name}: its end is told ${told} times in the log`];
    if (deliveries === null) return found;
    const own = delivered.get(id) ?? [];
    if (own.length === 0) found.push(`${name}: its end was not delivered`);
    if (own.some(({ signed }) => !signed)) found.push(`${name}: a delivery is not signed`);
    if (new Set(own.map((delivery) => delivery.id)).size > 1) found.push(`${name}: delivered under several ids`);
    if (own.some((delivery) => delivery.status !== status.toLowerCase())) found.push(`${name}: another end delivered`);
    return found;
  });
}

/** I11: the API fails only by 503 or a broken connection, and only while something is broken. */
export const onlyUnavailable = ({ answers, faults }: Evidence): string[] =>
  answers.flatMap(({ at, what, status }) => {
    if (status !== null && status < 500) return [];
    const failure = status === null ? 'no answer' : String(status);
    if (status !== null && status !== 503) return [`${what}: ${failure}`];
    return during(faults, at) ? [] : [`${what}: ${failure} while nothing was broken`];
  });
