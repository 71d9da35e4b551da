const FIRST_MS = 5_000;
const LONGEST_MS = 8 * 3_600_000;
const LONGEST_RETRY_AFTER_MS = 24 * 3_600_000;

/** Attempts of one delivery; with the delays below the last one comes about two days after the first. */
export const MAX_ATTEMPTS = 12;

/**
 * Milliseconds to wait after the `attempts`-th failed attempt: 5 s, tripling up to 8 h, 20 % up or down so that many
 * deliveries don't come back at one moment. The receiver's `Retry-After` is kept when it asks for more.
 */
export function retryDelayMs(attempts: number, random: () => number, retryAfterMs = 0): number {
  const backoff = Math.min(LONGEST_MS, FIRST_MS * 3 ** (attempts - 1)) * (0.8 + 0.4 * random());
  return Math.round(Math.max(backoff, Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS)));
}

/** Reads `Retry-After` (RFC 9110 section 10.2.3: seconds or an HTTP date) as milliseconds from `now`; 0 when unusable. */
export function retryAfterMs(header: string | undefined, now: Date): number {
  if (header === undefined) return 0;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? 0 : Math.max(0, at - now.getTime());
}
