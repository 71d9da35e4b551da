import type { Engine } from '../engine/engine.ts';
import type { Lease } from '../engine/ports.ts';
import { toLoaded } from '../repositories/records.ts';
import type { NewRun, NewTask } from '../repositories/runs.ts';

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
  tasks: readonly NewTask[],
  store: (lease: Lease | undefined) => Promise<void>,
): Promise<void> {
  // What stands already in a resumed batch is for the database to tell.
  const offer = run.resumedFrom == null ? deps.engine.offer(run.host ?? null) : null;
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
      accepted.accept(toLoaded(run, tasks));
    });
    return;
  }
  deps.engine.wake();
  deps.announce('submitted');
}
