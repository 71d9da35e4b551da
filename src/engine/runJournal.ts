import type { EventDraft } from '../domain/events.ts';
import { Stopped } from './control.ts';
import type { EngineDeps } from './deps.ts';
import { Fenced, Unwritten } from './journal.ts';
import type { Entry, RunRecord } from './ports.ts';

type Draft = Omit<Entry, 'id' | 'at' | 'runId' | 'epoch'>;

/** The journal of one run: stamps run, epoch, ids and times on what is appended. Entries are committed in order. */
export interface RunJournal {
  append(entry: Draft): Promise<'committed' | 'cancelled'>;
  /** Appends what nobody has to wait for; a failure stops the run at its next step. */
  post(entry: Draft): void;
  /** Resolves when something new may begin: at once, unless more waits to be committed than is good. */
  room(): Promise<void>;
  /** An event that may be lost (output of a script): with the server, or when too much waits to be committed. */
  tell(event: EventDraft): void;
  /** Resolves when all that was posted is committed; rejects when it can't be. */
  settled(): Promise<void>;
  /** Why the run can't go on here; null while it can. */
  failure(): Error | null;
  /** Whether the error says that this server can't drive the run any more: it is another's, or can't be written down. */
  lost(error: unknown): boolean;
}

export function createRunJournal(deps: EngineDeps, run: RunRecord): RunJournal {
  let failure: Error | null = null;
  let last: Promise<unknown> = Promise.resolve();

  // Once something posted is lost nothing may be written that builds on it: the run is taken up again from what is there.
  const append: RunJournal['append'] = (entry) =>
    failure === null
      ? deps.journal.append({ ...entry, id: deps.newId(), at: deps.clock.now(), runId: run.id, epoch: run.epoch })
      : Promise.reject(failure);

  return {
    append,
    post: (entry) => {
      last = append(entry).catch((error: unknown) => {
        failure ??= error instanceof Error ? error : new Error(String(error));
      });
    },
    room: () => deps.journal.room(),
    tell: (event) => {
      if (deps.journal.full()) return;
      append({ starts: false, events: [event] }).catch((error: unknown) => {
        deps.log.warn('output of a run was not recorded', { run: run.id, error: String(error) });
      });
    },
    // Entries are committed in order, so the last one posted stands for all before it.
    settled: async () => {
      await last;
      if (failure !== null) throw failure;
    },
    failure: () => failure,
    lost: (error) =>
      error instanceof Fenced ||
      error instanceof Unwritten ||
      (error instanceof Stopped && error.reason === 'abandoned'),
  };
}
