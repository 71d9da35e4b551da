import { createHash } from 'node:crypto';
import type { AuditRecord } from '../../generated/contract/control-center.ts';
import type { Actor } from '../domain/actor.ts';
import type { AuditEntry, RecordAudit } from '../domain/audit.ts';
import type { Clock } from '../domain/clock.ts';
import { DomainError } from '../domain/errors.ts';
import type { SeekPage, SeekRequest } from '../domain/paging.ts';
import type { Tx } from '../domain/tx.ts';
import type { AuditFilter, AuditPlace, AuditRepository, AuditRow, SignedAudit } from '../repositories/audit.ts';
import { toRecord, type AuditChain } from './auditChain.ts';
import { plainText, scrubDetails } from './auditScrub.ts';

/** As in the query of `GET /audit/logs`; times are RFC 3339 with an offset, both ends inclusive. */
export interface AuditSelection {
  readonly user_id?: string | undefined;
  readonly action?: string | undefined;
  readonly resource?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface AuditService {
  readonly record: RecordAudit;
  /** The record of a change, for who stores both by one statement. Of a keyed request, `record` must be asked. */
  signed(entry: AuditEntry): SignedAudit;
  /**
   * Records a try that came to nothing, in a transaction of its own (it waits for the database: not inside one).
   * Anonymous ones are counted: one row per address, action and minute. Give the error that was answered too: what a
   * service has recorded itself is left alone.
   */
  recordRefusal(entry: AuditEntry, error?: unknown): Promise<void>;
  /** Newest first. */
  list(query: AuditSelection & SeekRequest): Promise<SeekPage<AuditRecord>>;
  /** Oldest first, read page by page as it is consumed; what is recorded after the call isn't in it. */
  export(selection: AuditSelection): AsyncIterable<AuditRecord>;
}

/** Records read at once for an export. */
const EXPORT_BATCH = 500;

const MINUTE_MS = 60_000;
/** A counted refusal is sealed this long after its minute: other servers' clocks may be that far behind. */
const LATE_MS = 5_000;

const recorded = new WeakSet<Error>();

/** Marks an error as recorded by who throws it, so that the refusal isn't recorded a second time at the edge. */
export function markRecorded<E extends Error>(error: E): E {
  recorded.add(error);
  return error;
}

/** The same id for the same address, action and minute (UUIDv8, RFC 9562 section 5.8: made of a hash). */
function refusalId(row: AuditRow): string {
  const minute = Math.floor(row.at.getTime() / MINUTE_MS);
  const digest = createHash('sha256')
    .update(JSON.stringify([row.ip, row.action, row.result, minute]))
    .digest('hex');
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}

function timeOf(name: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const time = new Date(text);
  if (!Number.isNaN(time.getTime())) return time;
  const message = 'must be a time with its offset, for example 2025-09-26T10:00:00Z';
  throw new DomainError('invalid_request', `${name} ${message}`, { details: [{ path: name, message }] });
}

function filterOf({ user_id, from, to, action, resource }: AuditSelection): AuditFilter {
  const since = timeOf('from', from);
  const until = timeOf('to', to);
  if (since !== undefined && until !== undefined && since > until) {
    const details = [{ path: 'from', message: 'is later than `to`' }];
    throw new DomainError('invalid_request', '`from` is later than `to`', { details });
  }
  return { userId: user_id, action, resource, from: since, to: until };
}

/** Which of the user's programs it was, when it was one. */
const viaOf = (actor: Actor | null): { via?: string } =>
  actor?.serviceToken === undefined ? {} : { via: `service token ${actor.serviceToken.name}` };

export function createAudit({
  repository,
  chain,
  clock,
  newId,
}: {
  readonly repository: AuditRepository;
  readonly chain: Pick<AuditChain, 'sign'>;
  readonly clock: Clock;
  readonly newId: () => string;
}): AuditService {
  function toRow({ actor, action, resource, result, details, requestId, ip }: AuditEntry): AuditRow {
    const orNull = (text: string | null | undefined, max: number) => (text == null ? null : plainText(text, max));
    return {
      id: newId(),
      at: clock.now(),
      userId: actor?.userId ?? null,
      username: orNull(actor?.username, 128),
      action: plainText(action, 128),
      resource: plainText(resource, 256),
      result,
      details: scrubDetails({ ...details, ...viaOf(actor) }),
      requestId: orNull(requestId ?? actor?.requestId, 128),
      ip: orNull(ip ?? actor?.ip, 64),
      countedUntil: null,
    };
  }

  const signed = (row: AuditRow): SignedAudit => ({ ...row, mac: chain.sign(row) });

  async function insert(tx: Tx | undefined, row: AuditRow): Promise<void> {
    await repository.insert(tx, row, chain.sign(row));
  }

  async function count(row: AuditRow): Promise<void> {
    const endOfMinute = (Math.floor(row.at.getTime() / MINUTE_MS) + 1) * MINUTE_MS;
    const counted = { ...row, id: refusalId(row), countedUntil: new Date(endOfMinute + LATE_MS) };
    // Too late to be counted: the record of its minute is sealed.
    if (!(await repository.countUp(counted, chain.sign(counted)))) await insert(undefined, row);
  }

  async function* read(filter: AuditFilter): AsyncGenerator<AuditRecord, void, undefined> {
    let place: AuditPlace | undefined;
    for (;;) {
      const rows = await repository.after(filter, place, EXPORT_BATCH);
      yield* rows.map(toRecord);
      place = rows.at(-1);
      if (rows.length < EXPORT_BATCH) return;
    }
  }

  return {
    record: async (tx, entry) => {
      // Every change has its record, so no keyed change can be committed without a mark that it was made.
      await entry.actor?.keyed?.commit(tx);
      await insert(tx, toRow(entry));
    },

    signed: (entry) => signed(toRow(entry)),

    async recordRefusal(entry, error) {
      if (error instanceof Error && recorded.has(error)) return;
      const row = toRow(entry);
      await (entry.actor === null ? count(row) : insert(undefined, row));
    },

    async list({ limit, offset, after, ...selection }) {
      const page = await repository.list({ ...filterOf(selection), limit, offset, after });
      return { ...page, items: page.items.map(toRecord) };
    },

    export(selection) {
      const filter = filterOf(selection);
      const now = clock.now();
      return read({ ...filter, to: filter.to === undefined || filter.to > now ? now : filter.to });
    },
  };
}
