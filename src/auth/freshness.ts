import type { Clock } from '../domain/clock.ts';

const MAX_KEPT = 10_000;

/** Answers of the database, kept for a moment. */
export interface Recent<V> {
  /** The value of the key, at most `maxAgeMs` old; callers of the same moment share one question. */
  get(key: string): Promise<V>;
  clear(): void;
}

/** Puts in the newest and drops the oldest entry when the map is full, so that many keys can't fill the memory. */
export function remember<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  const oldest = map.size >= MAX_KEPT ? map.keys().next().value : undefined;
  if (oldest !== undefined) map.delete(oldest);
  map.set(key, value);
}

export function keepRecent<V>(
  load: (key: string) => Promise<V>,
  { clock, maxAgeMs }: { readonly clock: Clock; readonly maxAgeMs: number },
): Recent<V> {
  const kept = new Map<string, { readonly at: number; readonly value: Promise<V> }>();
  return {
    // Age counts from before the question, and a clock that was set back makes the answer old.
    get(key) {
      const now = clock.now().getTime();
      const known = kept.get(key);
      if (known !== undefined && now >= known.at && now - known.at < maxAgeMs) return known.value;
      const entry = { at: now, value: load(key) };
      remember(kept, key, entry);
      entry.value.catch(() => {
        if (kept.get(key) === entry) kept.delete(key);
      });
      return entry.value;
    },
    clear: () => kept.clear(),
  };
}
