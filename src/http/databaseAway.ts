/** What the drivers say when the database can't be reached or gave us up; SQLSTATE classes beside their own words. */
const CODES = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECTION_CONNECT_TIMEOUT',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/**
 * 08 connection exceptions, 53 out of resources (disk full, too many connections), 57P0x shutdown and restart, 25006 a
 * standby that can't write; 40001 and 40P01 are collisions that a second try resolves.
 */
const SQLSTATE = /^(08...|53...|57P0[1-5]|25006|40001|40P01)$/;

const MAX_CAUSES = 8;

/** Whether an error, or one it was caused by, says that the database is away for now. */
export function databaseAway(error: unknown): boolean {
  let current = error;
  for (let depth = 0; depth < MAX_CAUSES && current instanceof Error; depth += 1) {
    const code = 'code' in current ? current.code : undefined;
    if (typeof code === 'string' && (CODES.has(code) || SQLSTATE.test(code))) return true;
    if (current.message === 'PGlite is closed') return true;
    if (current instanceof AggregateError && current.errors.some(databaseAway)) return true;
    current = current.cause;
  }
  return false;
}
