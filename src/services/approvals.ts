import type { Actor } from '../domain/actor.ts';
import { conflict } from '../domain/errors.ts';
import type { Difference } from '../operations/spec.ts';

/** What the configuration demands. */
export interface ApprovalRules {
  /** Environments in which every change must be an approved plan. */
  readonly environments: readonly string[];
  /** Whether a plan must be approved by somebody else than its author. */
  readonly otherPerson: boolean;
}

export interface Touched {
  /** Names of protected servers that would be deleted. */
  readonly protectedServers?: readonly string[];
  readonly environments?: Iterable<string | undefined>;
}

/** Why an approval is needed, in sentences; none when it isn't. */
export function approvalReasons(rules: ApprovalRules, touched: Touched): string[] {
  const guarded = new Set(
    [...(touched.environments ?? [])].filter((name) => name !== undefined && rules.environments.includes(name)),
  );
  return [
    ...[...new Set(touched.protectedServers ?? [])].map((name) => `server ${name} is protected`),
    ...[...guarded].map((name) => `changes in environment ${String(name)} need an approval`),
  ];
}

/** What a difference deletes or changes that needs an approval. */
export const differenceReasons = (
  rules: ApprovalRules,
  difference: Difference,
  environments: Iterable<string | undefined>,
): string[] =>
  approvalReasons(rules, {
    protectedServers: difference.delete_servers.filter((one) => one.protect === true).map((one) => one.name),
    environments,
  });

/** Refuses (409) what needs an approval and isn't an approved plan. */
export function demandApproval(actor: Actor, reasons: readonly string[]): void {
  if (reasons.length === 0 || actor.approvedPlan !== undefined) return;
  throw conflict(
    `This needs an approval: ${reasons.slice(0, 5).join('; ')}. Send it to POST /plans, have it approved, then apply it`,
  );
}
