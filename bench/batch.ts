import { newId } from '../src/domain/ids.ts';
import type { NewRun, NewTask } from '../src/repositories/runs.ts';
import type { Shape } from './shapes.ts';

/** The run and the tasks of a batch of `http` operations, as the service makes them from a request. */
export function batchOf(shape: Shape, limit: number): { readonly run: NewRun; readonly tasks: NewTask[] } {
  const createdAt = new Date();
  const id = newId();
  const ids = shape.map(() => newId());
  const run: NewRun = {
    id,
    kind: 'batch',
    name: 'bench',
    version: '1.0.0',
    status: 'Pending',
    spec: {},
    parallelLimit: limit,
    rollbackEnabled: false,
    tasksTotal: shape.length,
    createdAt,
  };
  const tasks = shape.map((earlier, i): NewTask => ({
    id: ids[i]!,
    runId: id,
    ordinal: i,
    kind: 'operation',
    name: `op-${i}`,
    type: 'http',
    command: 'provisioning',
    args: ['batch', 'run', 'bench', '--operation', `op-${i}`],
    dependencies: earlier.map((one) => ids[one]!),
    spec: {
      after: earlier.map((one) => `op-${one}`),
      continue_on_error: false,
      steps: 1,
      do: { url: 'http://127.0.0.1:9/do', body: { n: i } },
    },
    createdAt,
  }));
  return { run, tasks };
}
