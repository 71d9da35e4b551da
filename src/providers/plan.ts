import type { Observed, Plan, PlanChange, ServerSpec } from './provider.ts';

/** What it takes to get from what is there to what is wanted. Pure. */
export function planServer(want: ServerSpec | null, have: Observed | null): Plan {
  if (want === null) {
    return have === null
      ? { action: 'none', diff: [], warnings: [] }
      : { action: 'delete', diff: [], warnings: [`The data on server ${have.spec.name} is lost for good`] };
  }
  if (have === null) return { action: 'create', diff: [], warnings: [] };
  const diff = changes(want, have.spec);
  return { action: diff.length > 0 ? 'update' : 'none', diff, warnings: [] };
}

function changes(want: ServerSpec, have: ServerSpec): PlanChange[] {
  const scalar = (['plan', 'zone'] as const).map((path) => ({ path, from: have[path], to: want[path] }));
  const keys = new Set([...Object.keys(have.labels), ...Object.keys(want.labels)]);
  const labels = [...keys].sort().map((key) => ({
    path: `labels.${key}`,
    from: have.labels[key] ?? null,
    to: want.labels[key] ?? null,
  }));
  return [...scalar, ...labels].filter(({ from, to }) => from !== to);
}
