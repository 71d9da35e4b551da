import { submitRun } from './submitRun.ts';
import type { Lease } from '../engine/ports.ts';
import type { Batch, BatchAccepted, BatchOperation, BatchRequest } from '../../generated/contract/orchestrator.ts';
import type { StateStore, TaskStatus } from '../../generated/enums.ts';
import type { Actor } from '../domain/actor.ts';
import type { AuditEntry } from '../domain/audit.ts';
import { conflict, notFound } from '../domain/errors.ts';
import type { EventDraft } from '../domain/events.ts';
import { isWhole, keepAnswer } from '../domain/keyedRequest.ts';
import { priorityOf } from '../domain/priority.ts';
import type { Page, SeekPage, SeekRequest } from '../domain/paging.ts';
import { isTerminal } from '../domain/status.ts';
import { together, type Tx } from '../domain/tx.ts';
import type { OperationRepository, OperationRow } from '../repositories/operations.ts';
import type { NewRun, NewTasks, RunRow } from '../repositories/runs.ts';
import type { Submission } from '../repositories/submissions.ts';
import { acceptBatch, type AcceptDeps } from './acceptBatch.ts';
import type { Alongside } from './alongside.ts';
import { runFacts } from './policyFacts.ts';
import { resumeBatch, type ResumeDeps } from './resumeBatch.ts';
import type { RunServiceDeps } from './runDeps.ts';
import type { TakeCheckpoint } from './takeCheckpoint.ts';

export interface BatchService {
  execute(actor: Actor, body: BatchRequest, alongside?: Alongside): Promise<BatchAccepted>;
  list(actor: Actor, page: SeekRequest & { readonly dead_lettered?: boolean | undefined }): Promise<SeekPage<Batch>>;
  get(actor: Actor, id: string): Promise<Batch>;
  operations(
    actor: Actor,
    id: string,
    filter: { readonly status?: TaskStatus | undefined; readonly limit: number; readonly offset: number },
  ): Promise<Page<BatchOperation>>;
  /** Makes a new batch that keeps what still stands of this one and does the rest. */
  resume(actor: Actor, id: string): Promise<BatchAccepted>;
  cancel(actor: Actor, id: string, options: { readonly rollback?: boolean | undefined }): Promise<string>;
}

/** Operations a batch carries in an answer of its own, and in a list of batches. */
const IN_BATCH = 1_000;
const IN_LIST = 20;
/** What is read at once is read within this time, also when the database is busy and clocks differ. */
const APART_MS = 60_000;

const CANCELLED = 'Operation cancelled';

const timeOf = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

const toOperation = (task: OperationRow): BatchOperation => ({
  id: task.name,
  type: task.type === 'rollback' || task.type === 'restore' ? 'http' : task.type,
  status: task.status,
  progress: task.progress,
  task_id: task.id,
  provider: task.provider,
  driver: task.driver,
  dependencies: [...(task.after ?? [])],
  results: task.results,
  error: task.error,
  rollback_status: task.rollbackStatus,
  started_at: timeOf(task.startedAt),
  completed_at: timeOf(task.completedAt),
});

const linkTo = (run: RunRow, shown: number): string | null =>
  run.tasksTotal > shown ? `/batch/operations/${run.id}/operations?offset=${shown}` : null;

const toBatch = (run: RunRow, tasks: readonly OperationRow[], store: StateStore): Batch => ({
  batch_id: run.id,
  name: run.name,
  version: run.version ?? '1.0.0',
  // A batch answers `Running` from the moment it is accepted.
  status: run.status === 'Pending' ? 'Running' : run.status,
  terminal: isTerminal(run.status),
  progress: run.progress,
  created_at: run.createdAt.toISOString(),
  started_at: run.startedAt?.toISOString() ?? null,
  completed_at: run.completedAt?.toISOString() ?? null,
  created_by: run.createdBy,
  storage_backend: run.storageBackend as Batch['storage_backend'],
  state_store: store,
  parallel_limit: run.parallelLimit,
  rollback_enabled: run.rollbackEnabled,
  rollback_status: run.rollbackStatus,
  priority: priorityOf(run.priority),
  timeout_seconds: (run.spec['timeout_seconds'] as number | undefined) ?? null,
  resumed_from: run.resumedFrom,
  dead_lettered_at: run.deadLetteredAt?.toISOString() ?? null,
  error: run.error,
  operations: tasks.map(toOperation),
  operations_total: run.tasksTotal,
  operations_link: linkTo(run, tasks.length),
});

type BatchDeps = RunServiceDeps &
  AcceptDeps &
  ResumeDeps & {
    readonly store: StateStore;
    readonly operations: OperationRepository;
    readonly takeCheckpoint: TakeCheckpoint;
    /** Whether a batch with rollback is preceded by a checkpoint. */
    readonly checkpointBefore: boolean;
  };

export function createBatches(deps: BatchDeps): BatchService {
  async function visible(actor: Actor, id: string): Promise<RunRow> {
    const run = await deps.runs.find(id);
    if (run?.kind !== 'batch') throw notFound('batch', id);
    const resource = { kind: 'batches', id, attributes: runFacts(run) } as const;
    const { allowed } = await deps.decider.decide({ actor, action: 'read', resource });
    if (!allowed) throw notFound('batch', id);
    return run;
  }

  /** Stores a new batch with all that is told of it, wakes whoever may do it, and answers. */
  async function submit(
    actor: Actor,
    { run, tasks }: { readonly run: NewRun; readonly tasks: NewTasks },
    action: 'batch.execute' | 'batch.resume',
    more: {
      readonly before?: (tx: Tx) => Promise<void>;
      readonly after?: (tx: Tx) => Promise<void>;
      readonly alongside?: Alongside;
    } = {},
    kept: ReadonlySet<string> = new Set(),
  ): Promise<BatchAccepted> {
    const shown = tasks.slice(0, IN_BATCH);
    const accepted: BatchAccepted = {
      batch_id: run.id,
      status: 'Running',
      operations: shown.map((task) =>
        kept.has(task.id)
          ? { id: task.name, status: 'Completed', progress: 100 }
          : { id: task.name, status: 'Pending', progress: 0 },
      ),
      operations_total: tasks.length,
      operations_link:
        tasks.length > shown.length ? `/batch/operations/${run.id}/operations?offset=${shown.length}` : null,
      state_store: deps.store,
    };
    const checkpoint = run.rollbackEnabled && deps.checkpointBefore ? await deps.takeCheckpoint() : null;
    const resumed = run.resumedFrom == null ? {} : { resumed_from: run.resumedFrom };
    const entry: AuditEntry = {
      actor,
      action,
      resource: `batches/${run.id}`,
      result: 'success',
      details: {
        name: run.name,
        operations: tasks.length,
        rollback_enabled: run.rollbackEnabled,
        ...resumed,
        ...(kept.size === 0 ? {} : { kept: kept.size }),
      },
    };
    const told: EventDraft = {
      type: 'BatchStatusChanged',
      runId: run.id,
      taskId: null,
      data: { batch_id: run.id, name: run.name, status: 'running', ...resumed },
    };
    const operation = action === 'batch.execute' ? 'executeBatch' : 'resumeBatch';
    const alone = checkpoint === null && isWhole(actor, operation) && Object.keys(more).length === 0;
    await submitRun(deps, run, tasks, async (lease) => {
      const whole = (): Submission => ({
        run,
        tasks,
        lease,
        audit: deps.signed(entry),
        events: [told],
        mark: actor.keyed?.mark({ data: accepted }),
      });
      if (!(alone && (await deps.submit(whole())))) await store(lease);
    });
    return accepted;

    /** By a transaction, in which other changes may ride; its errors say which of them could not be made. */
    async function store(lease: Lease | undefined): Promise<void> {
      await deps.transact(async (tx) => {
        await keepAnswer(tx, actor, operation, { data: accepted });
        await more.before?.(tx);
        await checkpoint?.keep(tx, actor, {
          name: `before batch ${run.name}`.slice(0, 128),
          description: null,
          origin: 'batch',
          runId: run.id,
        });
        const inserted = deps.runs.insert(tx, run, tasks, lease);
        if (more.after !== undefined || more.alongside !== undefined) await inserted;
        await more.after?.(tx);
        const others = (await more.alongside?.(tx, { runId: run.id, taskId: null })) ?? [];
        // Sent together: neither needs the other's answer, and each round trip is time that the caller waits.
        await together(inserted, deps.audit(tx, entry));
        await deps.events.appendAndCommit(tx, [...others, told]);
      });
    }
  }

  return {
    execute: async (actor, body, alongside) =>
      submit(actor, await acceptBatch(deps, actor, body), 'batch.execute', alongside && { alongside }),

    resume: async (actor, id) => {
      const resumption = await resumeBatch(deps, actor, await visible(actor, id));
      return submit(actor, resumption, 'batch.resume', resumption, resumption.kept);
    },

    list: async (actor, page) => {
      const visibleRows = await deps.decider.rows(actor, 'read', 'batches');
      const found = await deps.runs.list(['batch'], page, visibleRows, page.dead_lettered);
      const tasks = await deps.operations.firstOfRuns(
        found.items.map((run) => run.id),
        IN_LIST,
      );
      return { ...found, items: found.items.map((run) => toBatch(run, tasks.get(run.id) ?? [], deps.store)) };
    },

    get: async (actor, id) => {
      // Read together, since each answer that is waited for costs a busy server a turn; shown only to who may see it.
      const asked = deps.clock.now().getTime();
      const [run, items] = await Promise.all([visible(actor, id), deps.operations.range(id, 0, IN_BATCH)]);
      // The two may be of different moments: an end that is new must not stand beside operations of before it.
      const isOld = run.completedAt !== null && run.completedAt.getTime() < asked - APART_MS;
      const isNew = isTerminal(run.status) && !isOld;
      return toBatch(run, isNew ? await deps.operations.range(id, 0, IN_BATCH) : items, deps.store);
    },

    operations: async (actor, id, { status, limit, offset }) => {
      if (status === undefined) {
        const [run, items] = await Promise.all([visible(actor, id), deps.operations.range(id, offset, limit)]);
        return { items: items.map(toOperation), total: run.tasksTotal };
      }
      const { items, total } = await deps.operations.ofStatus(await visible(actor, id), status, { limit, offset });
      return { items: items.map(toOperation), total };
    },

    cancel: async (actor, id, { rollback = false }) => {
      const run = await visible(actor, id);
      const resource = { kind: 'batches', id, attributes: runFacts(run) } as const;
      await deps.decider.require({ actor, action: 'cancel', resource });
      const accepted = await deps.transact(async (tx) => {
        const open = await deps.runs.requestCancel(tx, id, rollback, deps.clock.now());
        if (open === undefined) return false;
        await keepAnswer(tx, actor, 'cancelBatch', { data: CANCELLED });
        await deps.audit(tx, {
          actor,
          action: 'batch.cancel',
          resource: `batches/${id}`,
          result: 'success',
          details: { name: run.name, rollback },
        });
        return true;
      });
      if (!accepted) {
        const ended = await visible(actor, id);
        if (ended.status !== 'Cancelled') throw conflict(`Batch ${id} has ended already: ${ended.status}`);
        return CANCELLED;
      }
      deps.engine.heed();
      deps.announce('cancelled');
      return CANCELLED;
    },
  };
}
