import { createHash, randomFillSync } from 'node:crypto';

const dashed = (text: string): string =>
  `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20, 32)}`;

/** Random bytes are drawn for many ids at once: the system call costs more than all the rest of an id. */
const pool = Buffer.alloc(16 * 256);
let drawn = pool.length;

/**
 * A UUIDv7 (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then random. Keys made later sort later, so inserts
 * stay at the right edge of every index.
 */
export function newId(now: number = Date.now()): string {
  if (drawn === pool.length) {
    randomFillSync(pool);
    drawn = 0;
  }
  const bytes = pool.subarray(drawn, drawn + 16);
  drawn += 16;
  bytes.writeUIntBE(now, 0, 6);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  return dashed(bytes.toString('hex'));
}

/**
 * The token an effect is known by outside: the same run, node and direction always give the same token, so a repeated
 * call is recognised by the provider. 40 lower-case hex digits.
 */
export function effectToken(runId: string, nodeId: string, direction: 'do' | 'undo'): string {
  return createHash('sha256').update(`${runId}\n${nodeId}\n${direction}`).digest('hex').slice(0, 40);
}
