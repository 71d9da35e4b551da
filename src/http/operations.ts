import type { OperationFacts } from '../../generated/contract/facts.ts';

/** What the contract knows of a method and a path. */
export type Resolution =
  | { readonly kind: 'operation'; readonly facts: OperationFacts }
  | { readonly kind: 'other-method'; readonly allow: readonly string[] }
  | { readonly kind: 'unknown' };

interface Template {
  readonly segments: readonly string[];
  readonly byMethod: ReadonlyMap<string, OperationFacts>;
}

const isParameter = (segment: string): boolean => segment.startsWith('{');

/** An encoded slash or backslash would be another path to whoever decodes it before us. */
const AMBIGUOUS = /%2f|%5c/i;

function fits({ segments }: Template, path: readonly string[]): boolean {
  return (
    segments.length === path.length &&
    segments.every((segment, index) => (isParameter(segment) ? path[index] !== '' : segment === path[index]))
  );
}

/** The more literal template first: `/rollback/execute` is not the rollback with the id `execute`. */
const literals = ({ segments }: Template): number => segments.filter((segment) => !isParameter(segment)).length;

/** Finds the operation of a request. `path` is as the router sees it; HEAD is GET without the body. */
export function createResolver(facts: readonly OperationFacts[]): (method: string, path: string) => Resolution {
  const byPath = new Map<string, Map<string, OperationFacts>>();
  for (const operation of facts) {
    const methods = byPath.get(operation.path) ?? new Map<string, OperationFacts>();
    byPath.set(operation.path, methods.set(operation.method.toUpperCase(), operation));
  }
  const templates = [...byPath]
    .map(([path, byMethod]): Template => ({ segments: path.split('/'), byMethod }))
    .sort((a, b) => literals(b) - literals(a));

  return (method, path) => {
    if (AMBIGUOUS.test(path)) return { kind: 'unknown' };
    const asked = path.split('/');
    const template = templates.find((candidate) => fits(candidate, asked));
    if (template === undefined) return { kind: 'unknown' };
    const operation = template.byMethod.get(method === 'HEAD' ? 'GET' : method);
    if (operation !== undefined) return { kind: 'operation', facts: operation };
    const methods = [...template.byMethod.keys()];
    return {
      kind: 'other-method',
      allow: [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].sort(),
    };
  };
}
