import type { Log } from '../domain/log.ts';
import { createControl, Stopped, type MutableControl } from './control.ts';
import type { EngineDeps } from './deps.ts';
import { drive } from './drive.ts';
import { Fenced } from './journal.ts';
import type { Claim, RunStore } from './ports.ts';
import { driveRollback } from './rollbackRun.ts';

export interface EngineOptions {
  /** Who this server is; a restarted server is another one. */
  readonly owner: string;
  /** The machine whose local servers it can reach. */
  readonly host: string;
  readonly leaseSeconds: number;
  /** Runs driven at once by this server. */
  readonly maxRuns: number;
  /** The safety net when a wake-up was lost. */
  readonly pollMs: number;
  /** Milliseconds on a clock that never stands still or goes back. */
  readonly monotonic: () => number;
}

export interface Engine {
  start(): Promise<void>;
  /** Something was submitted: look now. */
  wake(): void;
  /** A cancellation was requested somewhere: see now whether it is of a run held here. */
  heed(): void;
  /** No new work, running steps get up to `graceMs`, then the rest is given back for others. */
  stop(graceMs: number): Promise<void>;
  health(): { readonly activeRuns: number; readonly lastError: string | null };
}

interface Active {
  readonly control: MutableControl;
  readonly done: Promise<void>;
}

/** Takes runs, keeps their leases, drives them, and gives them back. */
export function createEngine(
  deps: EngineDeps & { readonly store: RunStore; readonly log: Log },
  options: EngineOptions,
): Engine {
  const { store, log } = deps;
  const leaseMs = options.leaseSeconds * 1_000;
  const active = new Map<string, Active>();
  /** False before `start` and after `stop`: nothing is taken then. */
  let working = false;
  let lastError: string | null = null;
  let poll: NodeJS.Timeout | undefined;
  let heartbeat: NodeJS.Timeout | undefined;
  let looking: Promise<void> | null = null;
  let lookAgain = false;

  async function run({ runId, epoch }: Claim, control: MutableControl): Promise<void> {
    try {
      const loaded = await store.load(runId);
      // Taken over between the claim and this look at it: the epoch found is another's.
      if (loaded.run.epoch !== epoch) throw new Fenced(runId);
      if (loaded.run.cancelRequestedAt !== null) control.cancel(loaded.run.cancelRollback);
      for (const task of loaded.tasks) if (task.cancelRequestedAt !== null) control.cancelTask(task.id);
      if (loaded.run.kind === 'rollback') await driveRollback(loaded, await store.undoScope(runId), deps, control);
      else await drive(loaded, deps, control);
    } catch (error) {
      if (error instanceof Fenced || error instanceof Stopped) {
        log.info('run given up', { run: runId, reason: error.message });
      } else {
        lastError = error instanceof Error ? error.message : String(error);
        log.error('run stopped by a fault; it is tried again when its lease ends', { run: runId, error });
      }
    } finally {
      if (active.get(runId)?.control === control) active.delete(runId);
    }
  }

  async function look(): Promise<void> {
    const room = options.maxRuns - active.size;
    if (!working || room <= 0) return;
    const asked = options.monotonic();
    const claimed = await store.claim(options.owner, options.host, options.leaseSeconds, room);
    for (const claim of claimed) {
      const { runId } = claim;
      const control = createControl(options.monotonic);
      control.leasedUntil(asked + leaseMs);
      // Its lease had run out under this very server, which drives it still, under an epoch that counts no more.
      const former = active.get(runId);
      former?.control.abandon();
      const free = former?.done ?? Promise.resolve();
      const done = free
        .then(() => run(claim, control))
        .then(() => {
          if (working) wake();
        });
      active.set(runId, { control, done });
    }
  }

  /** Looks for work; a wake-up that comes while a look is under way is answered by another look. */
  function wake(): void {
    if (!working) return;
    if (looking !== null) {
      lookAgain = true;
      return;
    }
    looking = look()
      .catch((error: unknown) => {
        lastError = error instanceof Error ? error.message : String(error);
        log.warn('could not take new runs', { error: lastError });
      })
      .finally(() => {
        looking = null;
        if (!lookAgain) return;
        lookAgain = false;
        wake();
      });
  }

  /** Prolongs the leases; a run that is missing from the answer belongs to another server now. */
  async function beat(): Promise<void> {
    const held = [...active.keys()];
    if (held.length === 0) return;
    const asked = options.monotonic();
    const leases = await store.renew(options.owner, held, options.leaseSeconds);
    const kept = new Map(leases.map((lease) => [lease.runId, lease]));
    for (const runId of held) {
      const control = active.get(runId)?.control;
      const lease = kept.get(runId);
      if (control === undefined) continue;
      if (lease === undefined) control.abandon();
      else {
        control.leasedUntil(asked + leaseMs);
        if (lease.cancelRequestedAt !== null) control.cancel(lease.cancelRollback);
        for (const task of lease.cancelledTasks) control.cancelTask(task);
      }
    }
  }

  const beatSafely = (): Promise<void> =>
    beat().catch((error: unknown) => {
      lastError = error instanceof Error ? error.message : String(error);
      log.warn('could not prolong leases', { error: lastError });
    });

  return {
    start: async () => {
      working = true;
      heartbeat = setInterval(() => void beatSafely(), (options.leaseSeconds * 1_000) / 3);
      poll = setInterval(wake, options.pollMs);
      wake();
      await looking;
    },
    wake,
    heed: () => void beatSafely(),
    stop: async (graceMs) => {
      working = false;
      clearInterval(poll);
      await looking;
      for (const { control } of active.values()) control.drain();
      const all = Promise.allSettled([...active.values()].map(({ done }) => done));
      let timer: NodeJS.Timeout | undefined;
      const grace = new Promise((resolve) => {
        timer = setTimeout(resolve, graceMs);
      });
      await Promise.race([all, grace]);
      clearTimeout(timer);
      const rest = [...active.keys()];
      for (const { control } of active.values()) control.abandon();
      await all;
      clearInterval(heartbeat);
      await deps.journal.idle();
      // Without the database nothing can be given back; the leases end by themselves.
      await store.release(options.owner, rest).catch((error: unknown) => {
        log.warn('could not give runs back', { runs: rest, error: String(error) });
      });
    },
    health: () => ({ activeRuns: active.size, lastError }),
  };
}
