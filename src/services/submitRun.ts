import type { Engine } from '../engine/engine.ts';
import type { Lease } from '../engine/ports.ts';
import { toLoaded } from '../repositories/records.ts';
import type { NewRun, NewTasks } from '../repositories/runs.ts';

/** Of a run that is driven from what was submitted, without another look at it. */
const MOST_TASKS = 1_000;

interface SubmitDeps {
  readonly engine: Pick<Engine, 'offer' | 'wake'>;
  /** Tells the other servers. */
  readonly announce: (what: 'submitted') => void;
}

/**
 * Has a new run stored by `store`, under a lease when there is one, and sees to it that it is driven: here and at once when
 * this server has room and is the only one, else by whoever takes it.
 */
export async function submitRun(
  deps: SubmitDeps,
  run: NewRun,
  tasks: NewTasks,
  store: (lease: Lease | undefined) => Promise<void>,
): Promise<void> {
  // What stands already in a resumed batch is for the database to tell; and a large one is read from there piece by piece,
  // so that it is not held together with the request it came by.
  const offer = run.resumedFrom == null && tasks.length <= MOST_TASKS ? deps.engine.offer(run.host ?? null) : null;
  try {
    await store(offer?.lease);
  } catch (error) {
    offer?.withdraw();
    throw error;
  }
  if (offer !== null) {
    const accepted = offer;
    // Once the answer is out: the caller waits for no work of the engine.
    setImmediate(() => {
      accepted.accept(toLoaded(run, tasks.slice()));
    });
    return;
  }
  deps.engine.wake();
  deps.announce('submitted');
}
