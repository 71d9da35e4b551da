import type { AuditEntry, RecordAudit } from '../domain/audit.ts';
import type { Clock } from '../domain/clock.ts';
import type { EventDraft, LoggedEvent } from '../domain/events.ts';
import type { Transact, Tx } from '../domain/tx.ts';
import type { Engine } from '../engine/engine.ts';
import type { Decider } from '../policy/decide.ts';
import type { SignedAudit } from '../repositories/audit.ts';
import type { RunRepository } from '../repositories/runs.ts';
import type { TaskRepository } from '../repositories/tasks.ts';
import type { Submit } from './submissions.ts';

/** What the services about runs share. */
export interface RunServiceDeps {
  readonly runs: RunRepository;
  readonly tasks: TaskRepository;
  readonly transact: Transact;
  readonly audit: RecordAudit;
  /** The record of a run that `submit` stores. */
  readonly signed: (entry: AuditEntry) => SignedAudit;
  readonly submit: Submit;
  readonly decider: Pick<Decider, 'decide' | 'decideAtAll' | 'require' | 'rows'>;
  readonly events: {
    append(tx: Tx, drafts: readonly EventDraft[]): Promise<number>;
    appendAndCommit(tx: Tx, drafts: readonly EventDraft[]): Promise<number>;
    subscribe(
      onEvents: (events: readonly LoggedEvent[]) => void,
      afterSequence?: number,
      patient?: boolean,
    ): () => void;
  };
  readonly engine: Pick<Engine, 'wake' | 'offer' | 'heed'>;
  /** Tells the other servers of the database that there is work, or that a run is to stop. */
  readonly announce: (what: 'submitted' | 'cancelled') => void;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Id of the machine whose local servers are in reach. */
  readonly host: string;
  /** Aborts when this server is to stop: what waits for the end of a run answers with what there is. */
  readonly stopping: AbortSignal;
}
