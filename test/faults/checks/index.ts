import type { Evidence } from '../evidence.ts';
import { keepsBudget } from './budgets.ts';
import { callsPerOperation, dependenciesFirst, effectsStand, undoneInReverse } from './effects.ts';
import { auditAgrees, deliveredOnce, onlyUnavailable } from './outside.ts';
import {
  cancelledStartsNothing,
  fencesRise,
  keepsItsLimit,
  oneBatchPerKey,
  submitsEnd,
  terminalStays,
} from './runs.ts';
import { takenOverInTime } from './takeovers.ts';

/** What a check found wrong; empty when the invariant held. */
export type Check = (evidence: Evidence) => readonly string[];

/** The invariants by their names; `effects` is their sum: no effect lost, none doubled. */
export const checks: Readonly<Record<string, Check>> = {
  'I1 every acknowledged submit ends': submitsEnd,
  'I2 one key an operation, no more calls than faults explain': callsPerOperation,
  'I3 dependencies first': dependenciesFirst,
  'I4 parallel_limit is kept': keepsItsLimit,
  'I5 nothing starts after a cancel': cancelledStartsNothing,
  'I6 terminal states stay': terminalStays,
  'I7 undone in reverse order, once': undoneInReverse,
  'I8 the audit chain verifies, a record a change': auditAgrees,
  'I9 each end is told, under one id': deliveredOnce,
  'I10 fences never fall': fencesRise,
  'I11 no 5xx but 503, and only during faults': onlyUnavailable,
  'I12 one idempotency key, one batch': oneBatchPerKey,
  'budgets: never exceeded': keepsBudget,
  'take-over: in time': takenOverInTime,
  'effects: none lost, none doubled': effectsStand,
};

/** The violations of all checks, each under the name of its check. */
export const judge = (evidence: Evidence): ReadonlyMap<string, readonly string[]> =>
  new Map(Object.entries(checks).map(([name, check]) => [name, check(evidence)]));
