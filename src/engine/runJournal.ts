import type { EventDraft } from '../domain/events.ts';
import type { EngineDeps } from './deps.ts';
import { Fenced } from './journal.ts';
import type { Entry, RunRecord } from './ports.ts';

/** The journal of one run: stamps run, epoch, ids and times on what is appended. */
export interface RunJournal {
  append(
    entry: Omit<Entry, 'runId' | 'epoch' | 'events'> & { readonly events: readonly EventDraft[] },
  ): Promise<'committed' | 'cancelled'>;
  /** An event nobody waits for (output of a script); a failure to write it shows at the next append. */
  tell(event: EventDraft): void;
  /** Whether the error says that this server no longer drives the run. */
  lost(error: unknown): boolean;
}

export function createRunJournal(deps: EngineDeps, run: RunRecord): RunJournal {
  const append: RunJournal['append'] = (entry) => {
    const at = deps.clock.now();
    return deps.journal.append({
      ...entry,
      runId: run.id,
      epoch: run.epoch,
      events: entry.events.map((event) => ({ ...event, id: deps.newId(), at })),
    });
  };
  return {
    append,
    tell: (event) => {
      append({ starts: false, events: [event] }).catch((error: unknown) => {
        deps.log.warn('output of a run was not recorded', { run: run.id, error: String(error) });
      });
    },
    lost: (error) => error instanceof Fenced,
  };
}
