import type { AuditResult } from '../../generated/enums.ts';
import type { Actor } from './actor.ts';
import type { JsonObject } from './json.ts';
import type { Tx } from './tx.ts';

/** What is recorded of a change or of a refused try. Secrets never go into `details`. */
export interface AuditEntry {
  readonly actor: Actor | null;
  /** `<singular>.<verb>`: `server.create`, `auth.login`. */
  readonly action: string;
  /** `<plural>/<name or id>`: `servers/web-01`. */
  readonly resource: string;
  readonly result: AuditResult;
  readonly details?: JsonObject;
  readonly requestId?: string | null;
  readonly ip?: string | null;
}

/** Writes one record in the transaction of the change it tells of; a record that can't be written fails the change. */
export type RecordAudit = (tx: Tx, entry: AuditEntry) => Promise<void>;
