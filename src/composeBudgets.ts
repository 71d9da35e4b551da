import type { Config } from './config.ts';
import type { Log } from './domain/log.ts';
import { createSlots } from './engine/slots.ts';
import { createPace } from './providers/pace.ts';
import type { Database } from './repositories/database.ts';
import { createPermitRepository } from './repositories/permits.ts';
import { createSlotStore } from './repositories/slots.ts';

interface Budget {
  readonly max_parallel?: number | null | undefined;
  readonly requests_per_second?: number | null | undefined;
}

/** How soon it is seen that a server died and its slots are free. */
const SLOT_POLL_MS = 1_000;

/** What all runs and servers share: the slots, and the budgets of the providers that have one, by name. */
export function composeBudgets(deps: {
  readonly config: Config;
  readonly database: Database;
  readonly server: string;
  readonly log: Log;
}) {
  const { config, database, server, log } = deps;
  const budgets: [string, Budget][] = [
    ...Object.entries(config.providers),
    ['http', { max_parallel: config.httpMaxParallel, requests_per_second: config.httpRequestsPerSecond }],
  ];
  const given = (key: keyof Budget): [string, number][] =>
    budgets.flatMap(([name, budget]) => (typeof budget[key] === 'number' ? [[name, budget[key]]] : []));
  const store = createPermitRepository(database);
  const paceOf = (provider: string, perSecond: number) =>
    createPace({ provider, perSecond, store, monotonic: () => performance.now(), log });
  const perSecond = new Map(given('requests_per_second'));
  return {
    slots: createSlots({ store: createSlotStore(database), server, pollMs: SLOT_POLL_MS, log }),
    /** Effects of a provider at once. */
    maxParallel: new Map(given('max_parallel')),
    /** Calls of a provider a second. */
    perSecond,
    paces: new Map([...perSecond].map(([name, each]) => [name, paceOf(name, each)])),
  };
}
