import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../domain/log.ts';
import { Stopped } from './control.ts';
import type { SlotAsk, SlotKey, SlotStore } from './slotPort.ts';

/** Slots of limits that all runs and servers share: so many effects at once at a provider, so many operations of a key. */
export interface Slots {
  /**
   * Resolves with the way to give it back. Rejects with the signal's reason, and with `Stopped` when this server drains
   * or no longer drives the run.
   */
  take(ask: SlotAsk, signal: AbortSignal): Promise<() => void>;
  /** A slot may have been granted to this server: look now. */
  wake(): void;
  /** Nothing is waited for any more. */
  drain(): void;
  /** Resolves when what was given back is free for others, or the store does not take it. */
  idle(): Promise<void>;
}

interface Waiter {
  readonly ask: SlotAsk;
  resolve(): void;
  reject(reason: unknown): void;
}

/** Asks of one run in one pool that the store knows of at once, beyond what can be granted soon. */
const ASKS_BEYOND = 20;
const RETRY_MS = 500;

const keyOf = ({ pool, runId, holder }: SlotKey): string => `${runId}\n${holder}\n${pool}`;

/**
 * This server's side of the slots: what is given back and asked for gathers while a round with the store is under way
 * and goes into the next one, so that a budget costs rounds, not calls. `pollMs` is how often it looks while it waits:
 * nobody tells that the lease of another server ended.
 */
export function createSlots(deps: {
  readonly store: SlotStore;
  readonly server: string;
  readonly pollMs: number;
  readonly log: Log;
}): Slots {
  const { store, server, log } = deps;
  const waiting = new Map<string, Waiter>();
  /** Asks that wait for others of their run to be granted first, by run and pool. */
  const behind = new Map<string, Waiter[]>();
  const known = new Map<string, number>();
  let asked: SlotAsk[] = [];
  let released: SlotAsk[] = [];
  let round: Promise<void> | null = null;
  let again = false;
  let look = false;
  let draining = false;
  let poll: NodeJS.Timeout | undefined;

  const lineOf = ({ runId, pool }: SlotAsk): string => `${runId}\n${pool}`;

  function register(waiter: Waiter): void {
    const line = lineOf(waiter.ask);
    const there = known.get(line) ?? 0;
    if (there >= 2 * waiter.ask.max + ASKS_BEYOND) {
      behind.set(line, [...(behind.get(line) ?? []), waiter]);
      return;
    }
    known.set(line, there + 1);
    waiting.set(keyOf(waiter.ask), waiter);
    asked.push(waiter.ask);
    turn();
  }

  /** The waiter has its answer: the next of its line may be asked for. */
  function settled(waiter: Waiter): void {
    const line = lineOf(waiter.ask);
    waiting.delete(keyOf(waiter.ask));
    known.set(line, known.get(line)! - 1);
    const next = behind.get(line)?.shift();
    if (next !== undefined) register(next);
    else {
      behind.delete(line);
      if (known.get(line) === 0) known.delete(line);
    }
  }

  function giveBack(ask: SlotAsk): void {
    released.push(ask);
    turn();
  }

  /** Out of the line, whatever the store knows of it. */
  function leave(waiter: Waiter, reason: unknown): void {
    waiter.reject(reason);
    if (waiting.get(keyOf(waiter.ask)) === waiter) {
      settled(waiter);
      const unsent = asked.indexOf(waiter.ask);
      if (unsent >= 0) asked.splice(unsent, 1);
      else giveBack(waiter.ask);
      return;
    }
    const line = behind.get(lineOf(waiter.ask));
    const place = line?.indexOf(waiter) ?? -1;
    if (place >= 0) line!.splice(place, 1);
  }

  function turn(): void {
    if (round !== null) {
      again = true;
      return;
    }
    // Not at once: what the same turn of the event loop adds goes into the same round.
    round = nextTurn()
      .then(settle)
      .finally(() => {
        round = null;
        if (again || asked.length > 0 || released.length > 0) {
          again = false;
          turn();
        }
      });
    poll ??= setInterval(() => {
      if (waiting.size === 0) {
        clearInterval(poll);
        poll = undefined;
        return;
      }
      look = true;
      turn();
    }, deps.pollMs);
  }

  async function settle(): Promise<void> {
    const [back, wanted, all] = [released, asked, look];
    [released, asked, look] = [[], [], false];
    const before = all ? [...waiting.values()].filter(({ ask }) => !wanted.includes(ask)) : [];
    try {
      const rows = await store.settle(server, back, wanted, all);
      for (const row of rows) {
        const waiter = row.granted ? waiting.get(keyOf(row)) : undefined;
        if (waiter === undefined) continue;
        waiter.resolve();
        settled(waiter);
      }
      const there = new Set(rows.map(keyOf));
      for (const waiter of before) {
        const lost = waiting.get(keyOf(waiter.ask)) === waiter && !there.has(keyOf(waiter.ask));
        if (lost) leave(waiter, new Stopped('abandoned'));
      }
    } catch (error) {
      log.warn('a round for slots failed, trying again', { error: String(error) });
      if (draining) return; // the leases end by themselves
      released = [...back, ...released];
      asked = [...wanted.filter((ask) => waiting.get(keyOf(ask))?.ask === ask), ...asked];
      look ||= all;
      await delay(RETRY_MS);
      again = true;
    }
  }

  return {
    take: (ask, signal) =>
      new Promise((resolve, reject) => {
        if (draining || signal.aborted) {
          reject(draining ? new Stopped('abandoned') : (signal.reason as Error));
          return;
        }
        const stop = (): void => {
          leave(waiter, signal.reason);
        };
        const waiter: Waiter = {
          ask,
          resolve: () => {
            signal.removeEventListener('abort', stop);
            let given = false;
            resolve(() => {
              if (given) return;
              given = true;
              giveBack(ask);
            });
          },
          reject: (reason) => {
            signal.removeEventListener('abort', stop);
            reject(reason instanceof Error ? reason : new Error(String(reason)));
          },
        };
        signal.addEventListener('abort', stop, { once: true });
        register(waiter);
      }),
    wake: () => {
      if (waiting.size > 0) turn();
    },
    drain: () => {
      draining = true;
      for (const waiter of [...behind.values()].flat()) leave(waiter, new Stopped('abandoned'));
      for (const waiter of [...waiting.values()]) leave(waiter, new Stopped('abandoned'));
    },
    idle: async () => {
      draining = true;
      clearInterval(poll);
      while (round !== null) await round;
      clearInterval(poll);
    },
  };
}
