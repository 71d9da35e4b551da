import type { Socket } from 'node:net';

export interface ReadingDemands {
  /** Something waits to be written for this long, and less than `leastBytes` of it went out: the client is cut off. */
  readonly stallMs: number;
  readonly leastBytes: number;
  /** How often it is looked at: who is too slow may last this much longer. */
  readonly checkMs: number;
}

interface Waiting {
  readonly since: number;
  /** Bytes that had gone out by then. */
  readonly flushed: number;
}

/**
 * Watches how fast clients take their answers, so that one that asks for a lot and reads nothing, or a byte now and
 * then, holds no memory for long. `node:http` has no limit of its own for that. Returns what is to be called every
 * `checkMs` with the open sockets; `now` is in milliseconds on a clock that never goes back. Time in which it was not
 * called, since this server itself stood still and wrote nothing, is nobody's fault and is not counted.
 */
export function watchReaders({ stallMs, leastBytes, checkMs }: ReadingDemands, now: () => number) {
  const waiting = new WeakMap<Socket, Waiting>();
  let last = now();
  let stood = 0;
  return (sockets: Iterable<Socket>): void => {
    const read = now();
    const late = read - last - checkMs;
    last = read;
    // A little late is every timer.
    if (late > checkMs) stood += late;
    const at = read - stood;
    for (const socket of sockets) {
      const flushed = socket.bytesWritten - socket.writableLength;
      const before = waiting.get(socket);
      if (socket.writableLength === 0) waiting.delete(socket);
      else if (before === undefined || flushed - before.flushed >= leastBytes)
        waiting.set(socket, { since: at, flushed });
      else if (at - before.since >= stallMs) socket.destroy();
    }
  };
}
