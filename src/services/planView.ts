import type { Plan, PlanRequest } from '../../generated/contract/orchestrator.ts';
import type { PlanStatus } from '../../generated/enums.ts';
import type { JsonObject } from '../domain/json.ts';
import type { PlanRow } from '../repositories/plans.ts';
import type { Blueprint, Frozen } from './planner.ts';

/** Steps an answer carries, alone and in a list. */
export const IN_ANSWER = 1_000;
export const IN_LIST = 20;
interface Facts {
  readonly steps_total: number;
  readonly warnings: readonly string[];
  readonly approval_reasons: readonly string[];
  readonly verdict: Plan['verdict'];
  readonly estimates: Plan['estimates'];
  readonly frozen?: Frozen;
}

export const factsIn = (row: PlanRow): Facts => row.facts as unknown as Facts;

/** When a plan that is not applied is over; null = never. `validHours` 0 = never. */
export const expiryOf = (row: Pick<PlanRow, 'createdAt'>, validHours: number): Date | null =>
  validHours === 0 ? null : new Date(row.createdAt.getTime() + validHours * 3_600_000);

/** What a plan is judged against. */
export interface Validity {
  readonly validHours: number;
  readonly now: Date;
}

export function statusOf(row: PlanRow, { validHours, now }: Validity): PlanStatus {
  if (row.appliedAt !== null) return 'Applied';
  const expiry = expiryOf(row, validHours);
  if (expiry !== null && expiry <= now) return 'Expired';
  return row.approvedAt === null ? 'Proposed' : 'Approved';
}

/** The plan as answers carry it, with its first `shown` steps. */
export function toPlan(row: PlanRow, shown: number, validity: Validity): Plan {
  const facts = factsIn(row);
  const { type, request } = row.request as unknown as PlanRequest & { readonly request?: JsonObject };
  const { type: _type, ...rest } = row.request;
  return {
    id: row.id,
    type,
    status: statusOf(row, validity),
    hash: row.hash,
    request: { ...(request ?? rest) },
    steps: row.steps.slice(0, shown) as unknown as Plan['steps'],
    steps_total: facts.steps_total,
    warnings: [...facts.warnings],
    verdict: facts.verdict,
    approval: {
      required: row.approvalRequired,
      reasons: [...facts.approval_reasons],
      approved_by: row.approvedBy,
      approved_at: row.approvedAt?.toISOString() ?? null,
      reason: row.approvalReason,
    },
    estimates: facts.estimates,
    created_by: row.createdBy,
    created_at: row.createdAt.toISOString(),
    expires_at: expiryOf(row, validity.validHours)?.toISOString() ?? null,
    applied_by: row.appliedBy,
    applied_at: row.appliedAt?.toISOString() ?? null,
    run_id: row.runId,
    task_id: row.taskId,
  };
}

/** What is kept of a plan beside its steps. */
export const factsOf = (made: Blueprint): Facts => ({
  steps_total: made.steps.length,
  warnings: made.warnings,
  approval_reasons: made.approvalReasons,
  verdict: made.verdict,
  estimates: made.estimates,
  frozen: made.frozen,
});

/** Steps that came or went, for the person whose plan is out of date. */
export function changesOf(row: PlanRow, made: Blueprint): { readonly path: string; readonly message: string }[] {
  const say = (step: { action?: unknown; kind?: unknown; name?: unknown }): string =>
    `${String(step.action)} ${String(step.kind)} ${String(step.name)}`;
  const before = new Set(row.steps.map(say));
  const now = new Set(made.steps.map(say));
  const changes = [
    ...[...before].filter((step) => !now.has(step)).map((step) => ({ path: 'steps', message: `no longer: ${step}` })),
    ...[...now].filter((step) => !before.has(step)).map((step) => ({ path: 'steps', message: `new: ${step}` })),
  ];
  return changes.length > 0
    ? changes.slice(0, 100)
    : [{ path: 'hash', message: 'the steps are the same, but the state of what they touch is another' }];
}
