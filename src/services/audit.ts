import { createHash } from 'node:crypto';
import type { AuditRecord } from '../../generated/contract/control-center.ts';
import type { AuditEntry, RecordAudit } from '../domain/audit.ts';
import type { Clock } from '../domain/clock.ts';
import { DomainError } from '../domain/errors.ts';
import type { Page, PageRequest } from '../domain/paging.ts';
import type { AuditRepository, AuditRow, StoredAuditRow } from '../repositories/audit.ts';
import { plainText, scrubDetails } from './auditScrub.ts';

/** As in the query of `GET /audit/logs`; times are RFC 3339 with an offset, both ends inclusive. */
export interface AuditQuery extends PageRequest {
  readonly user_id?: string | undefined;
  readonly action?: string | undefined;
  readonly resource?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface AuditService {
  readonly record: RecordAudit;
  /**
   * Records a try that came to nothing, in a transaction of its own (it waits for the database: not inside one).
   * Anonymous ones are counted: one row per address, action and minute. Give the error that was answered too: what a
   * service has recorded itself is left alone.
   */
  recordRefusal(entry: AuditEntry, error?: unknown): Promise<void>;
  /** Newest first. */
  list(query: AuditQuery): Promise<Page<AuditRecord>>;
}

const recorded = new WeakSet<Error>();

/** Marks an error as recorded by who throws it, so that the refusal isn't recorded a second time at the edge. */
export function markRecorded<E extends Error>(error: E): E {
  recorded.add(error);
  return error;
}

/** The same id for the same address, action and minute (UUIDv8, RFC 9562 section 5.8: made of a hash). */
function refusalId(row: AuditRow): string {
  const minute = Math.floor(row.at.getTime() / 60_000);
  const digest = createHash('sha256')
    .update(JSON.stringify([row.ip, row.action, row.result, minute]))
    .digest('hex');
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}

const toRecord = (row: StoredAuditRow): AuditRecord => ({
  id: row.id,
  sequence: row.sequence,
  timestamp: row.at.toISOString(),
  user_id: row.userId,
  username: row.username,
  action: row.action,
  resource: row.resource,
  result: row.result,
  details: row.details,
  request_id: row.requestId,
  ip: row.ip,
});

function timeOf(name: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const time = new Date(text);
  if (!Number.isNaN(time.getTime())) return time;
  const message = 'must be a time with its offset, for example 2025-09-26T10:00:00Z';
  throw new DomainError('invalid_request', `${name} ${message}`, { details: [{ path: name, message }] });
}

export function createAudit({
  repository,
  clock,
  newId,
}: {
  readonly repository: AuditRepository;
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
      details: scrubDetails(details ?? {}),
      requestId: orNull(requestId ?? actor?.requestId, 128),
      ip: orNull(ip ?? actor?.ip, 64),
    };
  }

  return {
    record: (tx, entry) => repository.insert(tx, toRow(entry)),

    async recordRefusal(entry, error) {
      if (error instanceof Error && recorded.has(error)) return;
      const row = toRow(entry);
      if (entry.actor === null) await repository.countUp({ ...row, id: refusalId(row) });
      else await repository.insert(undefined, row);
    },

    async list({ user_id, from, to, ...query }) {
      const since = timeOf('from', from);
      const until = timeOf('to', to);
      if (since !== undefined && until !== undefined && since > until) {
        const details = [{ path: 'from', message: 'is later than `to`' }];
        throw new DomainError('invalid_request', '`from` is later than `to`', { details });
      }
      const page = await repository.list({ ...query, userId: user_id, from: since, to: until });
      return { items: page.items.map(toRecord), total: page.total };
    },
  };
}
