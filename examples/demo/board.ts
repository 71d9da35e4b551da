/** What the board needs of a terminal or pipe. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** One line an operation: rewritten in place on a terminal, a new line for each change in a pipe. */
export interface Board {
  set(operation: string, state: OperationState): void;
}

export interface OperationState {
  /** As in the events: `pending`, `running`, `completed`, `failed`, `cancelled`; or `undoing`, `undone`. */
  readonly status: string;
  /** 0..100 */
  readonly progress: number;
  readonly note: string;
}

const MARKS: Readonly<Record<string, string>> = {
  pending: '·',
  running: '…',
  completed: '✓',
  failed: '✗',
  cancelled: '–',
  undoing: '…',
  undone: '↺',
};

export function createBoard(screen: Screen, operations: readonly string[]): Board {
  const states = new Map<string, OperationState>(
    operations.map((id) => [id, { status: 'pending', progress: 0, note: '' }]),
  );
  const width = Math.max(...operations.map((id) => id.length));
  // A wrapped line could no longer be found again by moving up.
  const fit = (line: string): string => (screen.isTTY ? line.slice(0, (screen.columns || 80) - 1) : line);
  const text = (id: string, { status, progress, note }: OperationState): string =>
    fit(
      `  ${MARKS[status] ?? ' '} ${id.padEnd(width)}  ${status.padEnd(9)}  ${String(Math.round(progress)).padStart(3)} %  ${note}`.trimEnd(),
    );

  let drawn = false;
  const draw = (): void => {
    const up = drawn ? `\u001b[${states.size}A` : '';
    drawn = true;
    screen.write(up + [...states].map(([id, state]) => `\r\u001b[2K${text(id, state)}\n`).join(''));
  };
  if (screen.isTTY) draw();

  return {
    set(operation, state) {
      const before = states.get(operation);
      states.set(operation, state);
      const line = text(operation, state);
      if (screen.isTTY) draw();
      else if (before === undefined || text(operation, before) !== line) screen.write(`${line}\n`);
    },
  };
}
