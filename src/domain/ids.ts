import { createHash, randomFillSync, randomInt } from 'node:crypto';

const dashed = (text: string): string =>
  `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20, 32)}`;

/** Random bytes are drawn for many ids at once: the system call costs more than all the rest of an id. */
const pool = Buffer.alloc(16 * 256);
let drawn = pool.length;

/** A clock that is set back by more makes ids of its own time again. */
const HELD_MS = 10_000;
let last = { at: 0, count: 0 };

/** Milliseconds and a counter that together rise with each id of this process (RFC 9562 section 6.2, method 1). */
function next(now: number): { readonly at: number; readonly count: number } {
  if (now > last.at || now < last.at - HELD_MS) last = { at: now, count: 0 };
  else if (last.count < 0xfff) last = { at: last.at, count: last.count + 1 };
  else last = { at: last.at + 1, count: 0 };
  return last;
}

/**
 * A UUIDv7 (RFC 9562 section 5.7): 48 bits of Unix milliseconds, a counter, then random. Ids made later by this process
 * sort later, so inserts stay at the right edge of every index, and the order of ids is that of creation.
 */
export function newId(now: number = Date.now()): string {
  if (drawn === pool.length) {
    randomFillSync(pool);
    drawn = 0;
  }
  const bytes = pool.subarray(drawn, drawn + 16);
  drawn += 16;
  const { at, count } = next(now);
  bytes.writeUIntBE(at, 0, 6);
  bytes.writeUInt16BE(0x7000 | count, 6);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  return dashed(bytes.toString('hex'));
}

let turn = randomInt(0x1_0000);

/**
 * The id of a run, from a new one: its last 16 bits count the runs of this process instead of being random. Servers that
 * share runs by these bits get as many each (repositories/runStore.ts).
 */
export function inTurn(id: string): string {
  turn = (turn + 1) & 0xffff;
  return id.slice(0, -4) + turn.toString(16).padStart(4, '0');
}

/**
 * The token an effect is known by outside: the same run, node and direction always give the same token, so a repeated
 * call is recognised by the provider. 40 lower-case hex digits.
 */
export function effectToken(runId: string, nodeId: string, direction: 'do' | 'undo'): string {
  return createHash('sha256').update(`${runId}\n${nodeId}\n${direction}`).digest('hex').slice(0, 40);
}
