import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Terminal, TextStream } from './terminal.ts';

/** A stream that is a file or a pipe leaves both undefined, other than the types of Node say. */
interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const streamOf = (output: Output): TextStream => ({
  isTTY: output.isTTY ?? false,
  // A terminal of unknown size says 0.
  columns: output.columns || 80,
  write: (text) => {
    output.write(text);
  },
});

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    stdout: streamOf(process.stdout),
    stderr: streamOf(process.stderr),
    readStdin: () => text(process.stdin),
    async ask(question, options) {
      if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
      process.stderr.write(question);
      // readline echoes what is typed by writing it to its output, so a hidden answer gets an output that drops it.
      const output = new Writable({
        write(chunk: Buffer, _encoding, done) {
          if (!options?.hidden) process.stderr.write(chunk);
          done();
        },
      });
      const reader = createInterface({ input: process.stdin, output, terminal: true });
      try {
        return await reader.question('');
      } finally {
        reader.close();
        if (options?.hidden) process.stderr.write('\n');
      }
    },
  };
}
