import { printable, type TextStream } from './terminal.ts';

/** One line that says how far something is: rewritten in place on a terminal, a new line for each change elsewhere. */
export interface ProgressLine {
  show(text: string): void;
  /** Leaves the terminal on a fresh line. */
  end(): void;
}

export function createProgressLine(stream: TextStream): ProgressLine {
  let shown: string | undefined;
  return {
    show(text) {
      const line = printable(text);
      if (line === shown) return;
      shown = line;
      // Cut to one row: a line that wraps could no longer be rewritten.
      stream.write(stream.isTTY ? `\r\u001b[2K${line.slice(0, stream.columns - 1)}` : `${line}\n`);
    },
    end() {
      if (shown !== undefined && stream.isTTY) stream.write('\r\u001b[2K');
      shown = undefined;
    },
  };
}
