import Table from 'cli-table3';
import pc from 'picocolors';
import { printable, type Terminal } from './terminal.ts';

/** A column of a listing: its heading, and what stands in it for an item. */
export type Columns<T> = Readonly<Record<string, (item: T) => string | number | null>>;

/** Results go to stdout, everything said beside them to stderr, so that a pipe gets results only. */
export interface Output {
  readonly json: boolean;
  /** One line of result; with --json the value itself. */
  say(text: string, value: unknown): void;
  /** A table on a terminal, tab-separated lines in a pipe, the items with --json. */
  list<T>(items: readonly T[], columns: Columns<T>): void;
  /** `name: value` lines; with --json the value. */
  record(value: object, lines: Readonly<Record<string, string | number | boolean | null>>): void;
  /** Text as it is; with --json a JSON string. */
  text(text: string): void;
  /** One JSON line for each event of a stream, or the text. */
  line(value: unknown, text: string): void;
  note(text: string): void;
  error(text: string, value: object): void;
  /** A status word in its colour. */
  status(word: string): string;
}

export interface OutputOptions {
  readonly terminal: Terminal;
  readonly json: boolean;
  readonly color: boolean;
}

export function createOutput({ terminal: { stdout, stderr }, json, color }: OutputOptions): Output {
  const paint = pc.createColors(color && stdout.isTTY);
  const paintErr = pc.createColors(color && stderr.isTTY);
  const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  const status = (word: string): string => {
    if (/^(completed|running|healthy|success)$/i.test(word)) return paint.green(word);
    if (/^(failed|unhealthy|error|denied|failure)$/i.test(word)) return paint.red(word);
    return /^(cancelled|degraded|deleting|stopped)$/i.test(word) ? paint.yellow(word) : word;
  };
  const cell = (value: string | number | null): string => (value === null ? '-' : printable(String(value)));
  return {
    json,
    status,
    say: (text, value) => {
      stdout.write(json ? asJson(value) : `${printable(text)}\n`);
    },
    list: (items, columns) => {
      if (json) {
        stdout.write(asJson(items));
        return;
      }
      const rows = items.map((item) => Object.values(columns).map((of) => cell(of(item)).replaceAll(/[\t\n]/g, ' ')));
      if (!stdout.isTTY) {
        for (const row of rows) stdout.write(`${row.join('\t')}\n`);
        return;
      }
      const table = new Table({ head: Object.keys(columns), style: { head: color ? ['bold'] : [], border: [] } });
      table.push(...rows.map((row) => row.map(status)));
      stdout.write(`${table.toString()}\n`);
    },
    record: (value, lines) => {
      if (json) {
        stdout.write(asJson(value));
        return;
      }
      for (const [name, text] of Object.entries(lines)) {
        stdout.write(`${paint.bold(`${name}:`)} ${status(cell(typeof text === 'boolean' ? String(text) : text))}\n`);
      }
    },
    text: (text) => {
      stdout.write(json ? asJson(text) : `${printable(text).trimEnd()}\n`);
    },
    line: (value, text) => {
      stdout.write(json ? `${JSON.stringify(value)}\n` : `${printable(text)}\n`);
    },
    note: (text) => {
      stderr.write(`${paintErr.dim(printable(text))}\n`);
    },
    error: (text, value) => {
      stderr.write(json ? asJson(value) : `${paintErr.red('error:')} ${printable(text)}\n`);
    },
  };
}
