import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { watchReaders } from '../../src/http/slowReaders.ts';

const demands = { stallMs: 20_000, leastBytes: 64, checkMs: 2_000 };

/** A socket on which `waits` bytes wait after `written` were given to it, and a clock that is set by hand. */
function watched({ written, waits }: { written: number; waits: number }) {
  const socket = {
    bytesWritten: written,
    writableLength: waits,
    cut: false,
    destroy() {
      this.cut = true;
    },
  };
  let now = 0;
  const look = watchReaders(demands, () => now);
  return {
    socket,
    /** Looks at it so many times, each so long after the one before. */
    looks: (times: number, everyMs: number) => {
      for (let n = 0; n < times; n++) {
        now += everyMs;
        look([socket as unknown as Socket]);
      }
    },
  };
}

describe('B55 a client that reads too slowly', () => {
  it('is cut off when less than is asked for went out in the time it has', () => {
    const { socket, looks } = watched({ written: 1_000, waits: 500 });
    looks(10, 2_000);
    expect(socket.cut).toBe(false);
    socket.writableLength -= 63;
    looks(1, 2_000);
    expect(socket.cut).toBe(true);
  });

  it('is cut off a little later when looks come a little late, as those of a busy server do', () => {
    const { socket, looks } = watched({ written: 1_000, waits: 500 });
    looks(8, 2_500);
    expect(socket.cut).toBe(false);
    looks(1, 2_500);
    expect(socket.cut).toBe(true);
  });

  it('is not cut off for the time in which this server itself stood still, and has its own time thereafter', () => {
    const { socket, looks } = watched({ written: 1_000, waits: 500 });
    looks(2, 2_000);
    looks(1, 60_000);
    looks(7, 2_000);
    expect(socket.cut).toBe(false);
    looks(2, 2_000);
    expect(socket.cut).toBe(true);
  });

  it('has its time anew once enough went out', () => {
    const { socket, looks } = watched({ written: 1_000, waits: 500 });
    looks(10, 2_000);
    socket.writableLength -= 64;
    looks(10, 2_000);
    expect(socket.cut).toBe(false);
    looks(1, 2_000);
    expect(socket.cut).toBe(true);
  });
});
