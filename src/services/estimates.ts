import type { PlanStep } from '../../generated/contract/orchestrator.ts';
import type { Catalog, Taskserv } from '../taskservs/catalog.ts';
import type { ScriptName } from '../taskservs/definition.ts';
import { UNDO, type Planned } from './planStep.ts';

export interface Estimates {
  readonly api_calls: number;
  readonly seconds: number | null;
}

/** What a plan's steps will cost: calls from what each step does, seconds from how long such steps took. */
export function estimatesOf(
  planned: readonly Planned[],
  {
    catalog,
    measured,
    parallelLimit,
  }: {
    readonly catalog: Catalog;
    /** Average seconds of a step of each kind; of undos: of a rollback for each node. */
    readonly measured: ReadonlyMap<string, number>;
    /** Operations that run beside each other. */
    readonly parallelLimit: number;
  },
): Estimates {
  const doing = planned.filter(({ step }) => step.action !== 'none');
  return {
    api_calls: doing.reduce((sum, one) => sum + callsOf(one, catalog), 0),
    seconds: secondsOf(doing, measured, parallelLimit),
  };
}

const present = ({ scriptText }: Taskserv, names: readonly ScriptName[]): number =>
  names.filter((name) => scriptText[name] !== undefined).length;

/** A script that runs on a server is a call, and so is what a provider is asked to do. Reading is none. */
function callsOf({ step, taskserv: about }: Planned, catalog: Catalog): number {
  const taskserv = about === null ? undefined : catalog.taskserv(about.taskserv);
  if (taskserv === undefined) return 1;
  const scripts: Partial<Record<PlanStep['action'], readonly ScriptName[]>> = {
    install: ['install', 'configure', 'healthcheck'],
    update: ['install', 'configure', 'healthcheck'],
    restart: [taskserv.scriptText.restart === undefined ? 'configure' : 'restart', 'healthcheck'],
  };
  return present(taskserv, scripts[step.action] ?? ['remove']);
}

/** Steps of one operation that run beside each other. */
const STEPS_AT_ONCE = 10;

/**
 * Level after level. Steps of one operation run so many at once, and operations as many as the batch allows; nothing is
 * quicker than its longest part. Null when a kind was never measured.
 */
function secondsOf(
  doing: readonly Planned[],
  measured: ReadonlyMap<string, number>,
  parallelLimit: number,
): number | null {
  if (doing.some(({ kind }) => !measured.has(kind))) return null;
  const secondsOfStep = ({ kind }: Planned): number => measured.get(kind) ?? 0;
  let seconds = 0;
  for (const level of Map.groupBy(doing, (one) => one.level).values()) {
    const each = level.map(secondsOfStep);
    // Measured over whole rollbacks, which undo many beside each other.
    if (level[0]!.kind === UNDO) seconds += sumOf(each);
    else {
      const operations = [...Map.groupBy(level, (one) => one.operation).values()];
      const took = operations.map((steps) => besideEachOther(steps.map(secondsOfStep), STEPS_AT_ONCE));
      seconds += besideEachOther(took, parallelLimit);
    }
  }
  return Math.round(1_000 * seconds) / 1_000;
}

const sumOf = (each: readonly number[]): number => each.reduce((sum, one) => sum + one, 0);

/** As long as the longest, or as all of them so many at once. */
const besideEachOther = (each: readonly number[], atOnce: number): number =>
  each.reduce((most, one) => Math.max(most, one), sumOf(each) / atOnce);
