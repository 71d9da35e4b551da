import { runChanged, taskChanged } from './announce.ts';
import type { RunControl } from './control.ts';
import type { EngineDeps } from './deps.ts';
import { ended } from './ended.ts';
import type { LoadedRun, NodeRecord, TaskRecord } from './ports.ts';
import { createRunJournal } from './runJournal.ts';
import { unwind } from './unwind.ts';

/** The tasks whose nodes are undone, of whatever run, with what they depend on. */
export interface UndoScope {
  readonly nodes: readonly NodeRecord[];
  readonly tasks: readonly TaskRecord[];
}

/** Drives a rollback run: undoes what its request named, then tells what came of it. */
export async function driveRollback(
  loaded: LoadedRun,
  scope: UndoScope,
  deps: EngineDeps,
  control: RunControl,
): Promise<void> {
  const { run } = loaded;
  const own = loaded.tasks[0]!;
  const journal = createRunJournal(deps, run);
  const startedAt = own.startedAt ?? deps.clock.now();
  if (own.status === 'Pending') {
    await journal.append({
      starts: false,
      tasks: [{ id: own.id, ordinal: own.ordinal, status: 'Running', startedAt }],
      run: { rollbackStatus: 'Running' },
      events: [...taskChanged(run, own, 'Running'), ...runChanged(run, 'Running')],
    });
  }
  const indexOf = new Map(scope.tasks.map((task, index) => [task.id, index]));
  const report = await unwind({
    run,
    journal,
    control,
    deps,
    targets: scope.nodes,
    tasks: scope.tasks,
    waitsFor: scope.tasks.map((task) => task.dependencies.flatMap((id) => indexOf.get(id) ?? [])),
  });
  const status = report.failed === 0 ? 'Completed' : 'Failed';
  const error = report.failed === 0 ? undefined : `${report.failed} of ${scope.nodes.length} could not be undone`;
  const told = error === undefined ? {} : { error };
  const now = deps.clock.now();
  await journal.append({
    starts: false,
    tasks: [
      ended(own, {
        status,
        startedAt,
        progress: 100,
        output: `Undone: ${report.executed}, failed: ${report.failed}`,
        results: report.result,
        completedAt: now,
        ...told,
      }),
    ],
    run: {
      status,
      progress: 100,
      rollbackStatus: status,
      result: report.result,
      completedAt: now,
      ...told,
    },
    events: [
      ...taskChanged(run, own, status, told),
      ...runChanged(run, status, { executed: report.executed, failed: report.failed, ...told }),
    ],
  });
}
