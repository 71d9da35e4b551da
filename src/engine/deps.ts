import type { Clock } from '../domain/clock.ts';
import type { Log } from '../domain/log.ts';
import type { Journal } from './journal.ts';
import type { Actions } from './ports.ts';
import type { Slots } from './slots.ts';

export interface EngineDeps {
  readonly actions: Actions;
  readonly journal: Journal;
  readonly slots: Pick<Slots, 'take'>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly random: () => number;
  readonly log: Log;
  /** How long one undo may be tried, all tries together, in milliseconds; 15 minutes when absent. */
  readonly undoDeadlineMs?: number;
}
