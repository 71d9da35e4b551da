import { remember } from '../auth/freshness.ts';
import type { Clock } from '../domain/clock.ts';
import type { WindowCount } from '../repositories/rateLimits.ts';

/** Of a limit so much is counted ahead by a server at most; where it is less than two points, nothing is. */
const SHARE = 0.01;

/** What other servers have counted is known after so many milliseconds. */
const MAX_AGE_MS = 1_000;

/** Points that are counted in the database and not used yet. */
interface Reserve {
  left: number;
  /** All points of the window, the unused ones among them, and its end; as the database said at `at`. */
  readonly window: WindowCount;
  readonly at: number;
}

/** A window's count without a look at the database, for who asks more often than anybody needs to know exactly. */
export interface CountAhead {
  /** Counts one point of those that were counted ahead; undefined when there is none, and the database is to be asked. */
  take(key: string): Promise<WindowCount | undefined>;
  /** Counts more of them when they run short or what is known of others grows old; nobody waits for it. */
  fill(key: string, limit: number): void;
}

/**
 * Keeps a few points of each busy key in hand, so that its requests wait for no round trip. They are counted before they
 * are used, so no limit is exceeded over all servers; what a server has in hand when the window ends is given up.
 */
export function createCountAhead({
  count,
  clock,
}: {
  readonly count: (key: string, points: number) => Promise<WindowCount>;
  readonly clock: Clock;
}): CountAhead {
  const reserves = new Map<string, Reserve>();
  const filling = new Map<string, Promise<void>>();

  /** Age counts from before the question, and a clock that was set back makes the answer old. */
  function standing(key: string): { readonly reserve: Reserve; readonly age: number } | undefined {
    const reserve = reserves.get(key);
    if (reserve === undefined) return undefined;
    const age = clock.now().getTime() - reserve.at;
    return age >= 0 && age < reserve.window.msLeft ? { reserve, age } : undefined;
  }

  function use(key: string): WindowCount | undefined {
    const known = standing(key);
    if (known === undefined || known.reserve.left === 0) return undefined;
    const { reserve, age } = known;
    reserve.left -= 1;
    const { points, resetEpochSeconds, msLeft } = reserve.window;
    return { points: points - reserve.left, resetEpochSeconds, msLeft: msLeft - age };
  }

  async function more(key: string, limit: number, points: number): Promise<void> {
    const at = clock.now().getTime();
    const window = await count(key, points);
    const granted = Math.max(0, Math.min(points, limit - (window.points - points)));
    const before = standing(key)?.reserve;
    const kept = before?.window.resetEpochSeconds === window.resetEpochSeconds ? before.left : 0;
    remember(reserves, key, {
      left: kept + granted,
      window: { ...window, points: Math.min(window.points, limit) },
      at,
    });
  }

  return {
    async take(key) {
      const taken = use(key);
      if (taken !== undefined) return taken;
      await filling.get(key);
      return use(key);
    },

    fill(key, limit) {
      const most = Math.floor(limit * SHARE);
      if (most < 2 || filling.has(key)) return;
      const { reserve, age } = standing(key) ?? { reserve: { left: 0 }, age: 0 };
      if (reserve.left > most / 2 && age < MAX_AGE_MS) return;
      // When it fails, the next request asks by itself and is told.
      const filled = more(key, limit, most - reserve.left)
        .catch(() => undefined)
        .finally(() => filling.delete(key));
      filling.set(key, filled);
    },
  };
}
