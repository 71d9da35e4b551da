import { setTimeout as pause } from 'node:timers/promises';
import { asc, eq } from 'drizzle-orm';
import { inTurn, newId } from '../../src/domain/ids.ts';
import { budgeted } from '../../src/engine/budgeted.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { createJournal } from '../../src/engine/journal.ts';
import {
  EffectError,
  type Actions,
  type EffectContext,
  type Expansion,
  type NodeRecord,
  type NodeSpec,
  type RunStore,
  type TaskRecord,
} from '../../src/engine/ports.ts';
import { createSlots } from '../../src/engine/slots.ts';
import type { Database } from '../../src/repositories/database.ts';
import { createJournalStore } from '../../src/repositories/journal.ts';
import { createRunRepository, type NewRun, type NewTask } from '../../src/repositories/runs.ts';
import { createRunStore } from '../../src/repositories/runStore.ts';
import { createSlotStore } from '../../src/repositories/slots.ts';
import { currentTasks } from '../../src/repositories/schema.ts';
import { createTaskRepository } from '../../src/repositories/tasks.ts';
import { submitRun } from '../../src/services/submitRun.ts';
import { silent } from '../harness/silent.ts';

/** A ledger in place of a provider: every call is written down, and what it is told to do wrong it does wrong. */
export interface Ledger {
  readonly calls: { readonly what: 'do' | 'undo'; readonly node: string; readonly token: string }[];
  /** Tokens whose effect stands. */
  readonly standing: Set<string>;
  /** Most effects under way at the same time. */
  peak: number;
  /** Called inside an effect; throwing makes it fail, waiting holds it. */
  inside: (what: 'do' | 'undo', node: string, context: EffectContext) => Promise<void>;
}

export const createLedger = (): Ledger => ({
  calls: [],
  standing: new Set(),
  peak: 0,
  inside: () => Promise.resolve(),
});

/**
 * Tasks come apart into `spec.nodes` nodes (default 1) named `<task>/<i>`. `derivable` tells whether they do so without
 * reading, as calls do: then a single one has the name and the spec of its task (the ledger calls it `<task>/0` still).
 */
export function ledgerActions(ledger: Ledger, derivable: boolean): Actions {
  const expansion = (task: TaskRecord): Expansion => ({
    nodes: Array.from({ length: Number(task.spec['nodes'] ?? 1) }, (_, i): NodeSpec => ({
      ...(derivable && task.spec['nodes'] === undefined
        ? { id: task.name, spec: task.spec }
        : { id: `${task.name}/${i}`, spec: {} }),
      kind: 'http',
      dependencies: [],
    })),
    driver: 'ledger',
    notes: [],
  });
  let running = 0;
  const call = async (what: 'do' | 'undo', node: NodeRecord, context: EffectContext): Promise<void> => {
    ledger.peak = Math.max(ledger.peak, ++running);
    try {
      const name = node.id.includes('/') ? node.id : `${node.id}/0`;
      ledger.calls.push({ what, node: name, token: context.token });
      await ledger.inside(what, name, context);
      if (what === 'do') ledger.standing.add(node.token);
      else ledger.standing.delete(node.token);
    } finally {
      running--;
    }
  };
  return {
    expandNow: (task) => (derivable ? expansion(task) : null),
    expand: (task) => Promise.resolve(expansion(task)),
    intent: () => [],
    failed: () => [],
    perform: async (node, context) => {
      await call('do', node, context);
      return { output: { node: node.id }, changed: true, resources: [] };
    },
    undo: async (node, context) => {
      await call('undo', node, context);
      return { resources: [] };
    },
    describe: (node) => ({
      title: node.id,
      kind: 'http',
      name: node.id,
      provider: 'ledger',
      externalId: null,
      reversible: true,
      isProtected: false,
      removeByHand: `undo ${node.id}`,
      doByHand: `undo ${node.id}`,
    }),
    summarize: (task, nodes) => ({
      output: `${task.name}: ${nodes.length}`,
      results: (derivable ? nodes[0]?.output : undefined) ?? {},
    }),
  };
}

export const fatal = (message: string): EffectError => new EffectError('FATAL', message);

export interface TestOperation {
  readonly id: string;
  readonly after?: readonly string[];
  readonly provider?: string;
  readonly spec?: Record<string, number | boolean | string | Record<string, number | string>>;
}

export interface WorldOptions {
  readonly monotonic?: () => number;
  readonly around?: (store: RunStore) => RunStore;
  readonly maxCrashes?: number;
  readonly budgets?: Readonly<Record<string, number>>;
  readonly undoDeadlineMs?: number;
  /**
   * After its start it looks for runs only when it is told to, and never prolongs a lease: a server that is to be taken
   * for dead, which might else be there before the one that is to take over.
   */
  readonly quiet?: boolean;
}

/** Of each task of the run that has ended, the infra and the provider that its end has with it. */
export async function endedWithin(database: Database, id: string) {
  const rows = await database.statement<{ name: string; within: readonly (string | null)[] }>(
    `select t.name, jsonb_build_array(s.infra, s.provider) as within
     from task_states s join tasks t on t.id = s.task_id where t.run_id = $1::text::uuid and s.ended is not null`,
    [id],
  );
  return Object.fromEntries(rows.map(({ name, within }) => [name, within]));
}

/** So long that nothing but the test itself ends a lease, however slow the machine. */
export const LEASE_SECONDS = 30;
const NEVER_SECONDS = 3_600;
const POLL_MS = 5;

/** An engine over a real store and a ledger. */
export function createWorld(
  database: Database,
  ledger: Ledger = createLedger(),
  derivable = false,
  options: WorldOptions = {},
) {
  const { monotonic = () => performance.now(), maxCrashes = 5, budgets = {}, undoDeadlineMs = 900_000 } = options;
  const { around = (store) => store, quiet = false } = options;
  const owner = `server-${newId()}`;
  const runs = createRunRepository(database);
  const tasks = createTaskRepository(database);
  const store = around(createRunStore(database));
  const journal = createJournal({ store: createJournalStore(database), log: silent, onCommit: () => undefined });
  const slots = createSlots({ store: createSlotStore(database), server: owner, pollMs: 50, log: silent });
  const actions = budgeted(ledgerActions(ledger, derivable), new Map(Object.entries(budgets)), slots);
  const clock = { now: () => new Date() };
  const engine: Engine = createEngine(
    { actions, journal, slots, clock, newId, random: Math.random, log: silent, store, undoDeadlineMs },
    {
      owner,
      host: 'here',
      leaseSeconds: quiet ? NEVER_SECONDS : LEASE_SECONDS,
      maxRuns: 50,
      pollMs: quiet ? NEVER_SECONDS * 1_000 : 50,
      monotonic,
      maxCrashes,
    },
  );

  async function submit(
    operations: readonly TestOperation[],
    options: {
      readonly parallelLimit?: number;
      readonly rollbackEnabled?: boolean;
      readonly priority?: number;
      readonly spec?: Record<string, number>;
      readonly createdAt?: Date;
      /** In place of the engine. */
      readonly through?: Pick<Engine, 'offer' | 'wake'>;
    } = {},
  ): Promise<string> {
    const createdAt = options.createdAt ?? clock.now();
    const id = inTurn(newId());
    const ids = new Map(operations.map((operation) => [operation.id, newId()]));
    const rows = operations.map((operation, ordinal): NewTask => ({
      id: ids.get(operation.id)!,
      runId: id,
      ordinal,
      kind: 'operation',
      name: operation.id,
      type: 'http',
      command: 'provisioning',
      args: [],
      provider: operation.provider ?? null,
      dependencies: (operation.after ?? []).map((name) => ids.get(name)!),
      spec: operation.spec ?? {},
      createdAt,
    }));
    const run: NewRun = {
      id,
      kind: 'batch',
      name: 'test',
      status: 'Pending',
      spec: options.spec ?? {},
      priority: options.priority ?? 0,
      parallelLimit: options.parallelLimit ?? 10,
      rollbackEnabled: options.rollbackEnabled ?? false,
      tasksTotal: rows.length,
      createdAt,
    };
    const through = options.through ?? engine;
    await submitRun({ engine: through, announce: () => undefined }, run, rows, (lease) =>
      database.transact((tx) => runs.insert(tx, run, rows, lease)),
    );
    return id;
  }

  /** Its tasks as they are now, in the order of the request. */
  const tasksOf = (id: string) =>
    database
      .in(undefined)
      .select()
      .from(currentTasks)
      .where(eq(currentTasks.runId, id))
      .orderBy(asc(currentTasks.ordinal));

  /** The run once it is terminal, with its tasks by name. */
  async function ended(id: string) {
    for (;;) {
      const run = await runs.find(id);
      if (run !== undefined && run.completedAt !== null) {
        const items = await tasksOf(id);
        return { run, tasks: new Map(items.map((task) => [task.name, task])), all: items };
      }
      // The embedded store answers in this very thread: who asks all the time holds up what he waits for.
      await pause(POLL_MS);
    }
  }

  return { engine, slots, ledger, runs, tasks, tasksOf, store, journal, submit, ended, database, owner };
}
