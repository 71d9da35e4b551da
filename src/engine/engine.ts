import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Log } from '../domain/log.ts';
import { createControl, Stopped, type MutableControl } from './control.ts';
import type { EngineDeps } from './deps.ts';
import { drive } from './drive.ts';
import { deadLetter } from './deadLetter.ts';
import { createHeartbeat } from './heartbeat.ts';
import { Fenced, Unwritten } from './journal.ts';
import type { Claimed, Lease, LoadedRun, RunStore } from './ports.ts';
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

/**
 * A new run that falls to another server is left to it for so long after it was submitted, in ms; for those that are still
 * there is looked a little later than that after a wake-up.
 */
const OTHERS_FIRST_MS = 250;
const LEFT_MS = 300;

/**
 * What a look takes: anything when the server is alone. Beside others a wake-up takes what falls to this server, a look
 * thereafter its share of what they have left, and a poll all that is left: one that is slow or full or hangs holds nothing up.
 */
type Stage = 'alone' | 'own' | 'left' | 'poll';
const othersAfterMs = { alone: undefined, own: null, left: OTHERS_FIRST_MS, poll: OTHERS_FIRST_MS } as const;

export interface Engine {
  start(): Promise<void>;
  /** Something was submitted: look now. */
  wake(): void;
  /**
   * Whether a run that is about to be stored (for this host; null: any) may be handed to this server with it; null when it
   * is to wait for whoever takes it: there is no room, or there are others, who get their share.
   */
  offer(host: string | null): Offer | null;
  /** Something changed elsewhere: see now whether a run held here is cancelled, and how many servers there are. */
  heed(): void;
  /** No new work, running steps get up to `graceMs`, then the rest is given back for others. */
  stop(graceMs: number): Promise<void>;
  health(): { readonly activeRuns: number; readonly lastError: string | null };
  /** Servers that take runs, this one included, as far as they were seen within a lease's time. */
  members(): number;
}

/** A place that is kept for a run until it is stored, or not. */
export interface Offer {
  /** To be stored with the run. */
  readonly lease: Lease;
  /** It is stored: it is driven from the next turn of the event loop on. */
  accept(loaded: LoadedRun): void;
  /** It was not stored, or nobody knows. */
  withdraw(): void;
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
  let beats: NodeJS.Timeout | undefined;
  let left: NodeJS.Timeout | undefined;
  /** Whether there was another wake-up since that look was planned, and whether it is due. */
  let woken = false;
  let overdue = false;
  let looking: Promise<void> | null = null;
  let lookAgain = false;
  /** Whether the last look left something behind for want of room: then the end of a run is a reason for another. */
  let mayWait = false;
  /** Suspects are looked for with the polls only: a wake-up tells of new runs. */
  let suspicious = true;
  /** Whether this look is a poll's: then it takes what is left. */
  let polled = true;

  /** Places kept for runs that are being stored. */
  let offered = 0;

  /** Runs let go without being at fault, to be given back as soon as the database answers. */
  const letGo = new Set<string>();
  /** Until when no further suspect is taken; the one that is held ends it earlier. */
  let suspect = { runId: '', until: -Infinity };

  const leases = createHeartbeat({ store, log, options, active, letGo });

  async function run(claimed: Claimed, control: MutableControl, stored?: LoadedRun): Promise<void> {
    const { runId } = claimed;
    try {
      if (claimed.dead) {
        await deadLetter(claimed, deps, store);
        log.error('run given up: it has lost too many servers', { run: runId });
        return;
      }
      const loaded = stored ?? (await store.load(runId, claimed.fresh));
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

  async function take(limit: number, suspects: boolean, othersAfterMs?: number | null): Promise<readonly Claimed[]> {
    const maxCrashes = options.maxCrashes ?? MAX_CRASHES;
    const which = { suspects, maxCrashes, othersAfterMs };
    return store.claim(options.owner, options.host, options.leaseSeconds, limit, which);
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

  /** What this server may still drive of all that is open, which it shares with the others. */
  async function share(): Promise<number> {
    const open = await store.open(options.maxRuns * leases.members());
    return Math.max(1, Math.ceil(open / leases.members())) - active.size;
  }

  async function look(): Promise<void> {
    if (!working) return;
    if (letGo.size > 0) {
      const back = [...letGo];
      await store.release(options.owner, back);
      for (const runId of back) letGo.delete(runId);
    }
    let stage: Stage = leases.members() <= 1 ? 'alone' : polled ? 'poll' : overdue ? 'left' : 'own';
    polled = false;
    overdue = false;
    let room = options.maxRuns - active.size - offered;
    mayWait = room <= 0;
    if (room <= 0) return;
    if (stage === 'left') {
      const more = await share();
      if (more > 0) room = Math.min(room, more);
      else stage = 'own';
    }
    const asked = options.monotonic();
    const fresh = await take(room, false, othersAfterMs[stage]);
    mayWait = fresh.length >= room;
    const claimed = [...fresh, ...(await lookForSuspect())];
    for (const one of claimed) hold(one, asked);
  }

  /** Drives a run whose lease was asked for at this moment. */
  function hold(one: Claimed, asked: number, stored?: LoadedRun): void {
    const control = createControl(options.monotonic);
    control.leasedUntil(asked + leaseMs);
    // Its lease had run out under this very server, which drives it still, under an epoch that counts no more.
    const former = active.get(one.runId);
    former?.control.abandon();
    const free = former?.done ?? nextTurn();
    const done = free
      .then(() => run(one, control, stored))
      .then(() => {
        if (mayWait || suspicious || letGo.size > 0) wake();
      });
    active.set(one.runId, { control, done });
  }

  function offer(host: string | null): Offer | null {
    const elsewhere = host !== null && host !== options.host;
    if (!working || elsewhere || leases.members() > 1 || mayWait || active.size + offered >= options.maxRuns)
      return null;
    const asked = options.monotonic();
    offered++;
    return {
      lease: { owner: options.owner, seconds: options.leaseSeconds },
      accept: (loaded) => {
        offered--;
        const { id, epoch } = loaded.run;
        if (working) hold({ runId: id, epoch, dead: false, fresh: true }, asked, loaded);
        else {
          // Stopping: for others at once, who would else wait for the lease to end.
          store.release(options.owner, [id]).catch((error: unknown) => {
            log.warn('could not give a run back', { run: id, error: String(error) });
          });
        }
      },
      withdraw: () => {
        offered--;
      },
    };
  }

  /** Looks for work; a wake-up that comes while a look is under way is answered by another look. */
  function wake(): void {
    if (!working) return;
    if (looking !== null) {
      lookAgain = true;
      return;
    }
    looking = look()
      .then(() => {
        lastError = null;
      })
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

  /** Once more a little after a wake-up: who was to take the new run may hang, or have no room. */
  function lookForLeft(): void {
    woken = true;
    if (!working || left !== undefined || leases.members() <= 1) return;
    woken = false;
    left = setTimeout(() => {
      left = undefined;
      if (woken) lookForLeft();
      overdue = true;
      wake();
    }, LEFT_MS).unref();
  }

  return {
    start: async () => {
      working = true;
      await leases.beat();
      beats = setInterval(() => void leases.beat(), leaseMs / 3);
      poll = setInterval(() => {
        suspicious = true;
        polled = true;
        wake();
      }, options.pollMs);
      wake();
      await looking;
    },
    wake: () => {
      wake();
      lookForLeft();
    },
    offer,
    heed: () => void leases.beat(),
    stop: async (graceMs) => {
      working = false;
      clearInterval(poll);
      clearTimeout(left);
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
      clearInterval(beats);
      await store.leave(options.owner).catch((error: unknown) => {
        log.warn('could not sign off; the others notice it by themselves', { error: String(error) });
      });
      await deps.journal.idle();
      // Without the database nothing can be given back; the leases end by themselves.
      await store.release(options.owner, held).catch((error: unknown) => {
        log.warn('could not give runs back', { runs: held, error: String(error) });
      });
    },
    health: () => ({ activeRuns: active.size, lastError: lastError ?? leases.lastError() }),
    members: () => leases.members(),
  };
}
