import type { Log } from '../domain/log.ts';
import { createControl, Stopped, type MutableControl } from './control.ts';
import type { EngineDeps } from './deps.ts';
import { drive } from './drive.ts';
import { deadLetter } from './deadLetter.ts';
import { Fenced, Unwritten } from './journal.ts';
import type { Claimed, RunStore } from './ports.ts';
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
  /** A run that has lost so many owners in a row, without a step done in between, is given up. */
  readonly maxCrashes?: number;
}

const MAX_CRASHES = 5;

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
  /** Whether the last look left something behind for want of room: then the end of a run is a reason for another. */
  let mayWait = false;
  /** Suspects are looked for with the polls only: a wake-up tells of new runs. */
  let suspicious = true;
  /** Servers that take runs, and whether this look is a poll's: then it takes what is left. */
  let members = 1;
  let polled = true;
  /** When the leases were prolonged the last time, in ms. */
  let heldSince = 0;

  /** Runs let go without being at fault, to be given back as soon as the database answers. */
  const letGo = new Set<string>();
  /** Until when no further suspect is taken; the one that is held ends it earlier. */
  let suspect = { runId: '', until: -Infinity };

  async function run(claimed: Claimed, control: MutableControl): Promise<void> {
    const { runId } = claimed;
    try {
      if (claimed.dead) {
        await deadLetter(claimed, deps, store);
        log.error('run given up: it has lost too many servers', { run: runId });
        return;
      }
      const loaded = await store.load(runId, claimed.fresh);
      // Taken over between the claim and this look at it: the epoch found is another's.
      if (loaded.run.epoch !== claimed.epoch) throw new Fenced(runId);
      if (loaded.run.cancelRequestedAt !== null) control.cancel(loaded.run.cancelRollback);
      for (const task of loaded.tasks) if (task.cancelRequestedAt !== null) control.cancelTask(task.id);
      if (loaded.run.kind === 'rollback') await driveRollback(loaded, await store.undoScope(runId), deps, control);
      else await drive(loaded, deps, control);
    } catch (error) {
      if (error instanceof Fenced || error instanceof Stopped) {
        log.info('run given up', { run: runId, reason: error.message });
      } else if (error instanceof Unwritten) {
        lastError = error.message;
        letGo.add(runId);
        log.error('run let go: it goes on when the database answers', { run: runId, error });
      } else {
        lastError = error instanceof Error ? error.message : String(error);
        log.error('run stopped by a fault; it is tried again when its lease ends', { run: runId, error });
      }
    } finally {
      if (active.get(runId)?.control === control) active.delete(runId);
      if (suspect.runId === runId) {
        // It has done no harm: the next one may be risked at once.
        suspect = { runId: '', until: -Infinity };
        suspicious = true;
      }
    }
  }

  async function take(limit: number, suspects: boolean): Promise<readonly Claimed[]> {
    const maxCrashes = options.maxCrashes ?? MAX_CRASHES;
    return store.claim(options.owner, options.host, options.leaseSeconds, limit, { suspects, maxCrashes });
  }

  /** Suspects one at a time, and each has a lease's time before the next one is risked beside it. */
  async function lookForSuspect(): Promise<readonly Claimed[]> {
    const now = options.monotonic();
    if (!suspicious || now < suspect.until) return [];
    suspicious = false;
    const found = await take(1, true);
    if (found[0] !== undefined) suspect = { runId: found[0].runId, until: now + leaseMs };
    return found;
  }

  /**
   * How many more runs are this server's. Beside others it leaves them their share of what is open; what nobody has
   * taken by the next poll is anybody's, so that a server that is slow or may not take a run holds nothing up.
   */
  async function roomFor(): Promise<number> {
    const room = options.maxRuns - active.size;
    if (members <= 1 || polled || room <= 0) return room;
    const open = await store.open(options.maxRuns * members);
    return Math.min(room, Math.max(1, Math.ceil(open / members)) - active.size);
  }

  async function look(): Promise<void> {
    if (!working) return;
    if (letGo.size > 0) {
      const back = [...letGo];
      await store.release(options.owner, back);
      for (const runId of back) letGo.delete(runId);
    }
    const room = await roomFor();
    polled = false;
    mayWait = room <= 0;
    if (room <= 0) return;
    const asked = options.monotonic();
    const fresh = await take(room, false);
    mayWait = fresh.length >= room;
    const claimed = [...fresh, ...(await lookForSuspect())];
    for (const one of claimed) {
      const { runId } = one;
      const control = createControl(options.monotonic);
      control.leasedUntil(asked + leaseMs);
      // Its lease had run out under this very server, which drives it still, under an epoch that counts no more.
      const former = active.get(runId);
      former?.control.abandon();
      const free = former?.done ?? Promise.resolve();
      const done = free
        .then(() => run(one, control))
        .then(() => {
          if (mayWait || suspicious || letGo.size > 0) wake();
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
    const asked = options.monotonic();
    members = await store.attend(options.owner, options.leaseSeconds);
    const held = [...active.keys()];
    if (held.length === 0) {
      heldSince = Math.max(heldSince, asked);
      return;
    }
    const leases = await store.renew(options.owner, held, options.leaseSeconds);
    heldSince = Math.max(heldSince, asked);
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

  /** Cut off from the database for a lease's time: others may drive these runs now, so this server stops. */
  function letGoWhenCutOff(): void {
    if (options.monotonic() - heldSince < leaseMs) return;
    for (const [runId, { control }] of active) {
      letGo.add(runId);
      control.abandon();
    }
  }

  const beatSafely = (): Promise<void> => {
    // An earlier beat may have got no answer at all, not even an error.
    letGoWhenCutOff();
    return beat().catch((error: unknown) => {
      lastError = error instanceof Error ? error.message : String(error);
      log.warn('could not prolong leases', { error: lastError });
      letGoWhenCutOff();
    });
  };

  return {
    start: async () => {
      working = true;
      heldSince = options.monotonic();
      await beatSafely();
      heartbeat = setInterval(() => void beatSafely(), (options.leaseSeconds * 1_000) / 3);
      poll = setInterval(() => {
        suspicious = true;
        polled = true;
        wake();
      }, options.pollMs);
      wake();
      await looking;
    },
    wake,
    heed: () => void beatSafely(),
    stop: async (graceMs) => {
      working = false;
      clearInterval(poll);
      const held = [...active.keys()];
      await looking;
      held.push(...active.keys());
      for (const { control } of active.values()) control.drain();
      const all = Promise.allSettled([...active.values()].map(({ done }) => done));
      let timer: NodeJS.Timeout | undefined;
      const grace = new Promise((resolve) => {
        timer = setTimeout(resolve, graceMs);
      });
      await Promise.race([all, grace]);
      clearTimeout(timer);
      for (const { control } of active.values()) control.abandon();
      await all;
      clearInterval(heartbeat);
      await store.leave(options.owner).catch((error: unknown) => {
        log.warn('could not sign off; the others notice it by themselves', { error: String(error) });
      });
      await deps.journal.idle();
      // Without the database nothing can be given back; the leases end by themselves.
      await store.release(options.owner, held).catch((error: unknown) => {
        log.warn('could not give runs back', { runs: held, error: String(error) });
      });
    },
    health: () => ({ activeRuns: active.size, lastError }),
  };
}
