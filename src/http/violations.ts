import type { z } from '@hono/zod-openapi';
import { DomainError, type Detail } from '../domain/errors.ts';
import { pathText } from './jsonContent.ts';

type Issue = z.core.$ZodIssue;

const article = (noun: string): string => (/^[aeio]/.test(noun) ? `an ${noun}` : `a ${noun}`);

/** Zod keeps the input out of its issues; what kind it was stands at the end of the message. */
const received = (issue: Issue, kind: string): boolean => issue.message.endsWith(`received ${kind}`);

/** Zod's issues as sentences that follow the name of a field: `is required`, `must be a string`. */
function sentence(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return received(issue, 'undefined') ? 'is required' : `must be ${article(issue.expected)}`;
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `must have at least ${issue.minimum} ${issue.origin === 'array' ? 'items' : 'characters'}`;
    case 'too_big':
      return `must have at most ${issue.maximum} ${issue.origin === 'array' ? 'items' : 'characters'}`;
    default:
      return issue.message.replace(/^Invalid input: ?/, '') || 'is not valid';
  }
}

/** Of a union the branch that came closest speaks: the one with the fewest complaints. */
function flatten(issue: Issue, base: readonly PropertyKey[]): readonly Detail[] {
  const at = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: pathText([...at, key]), message: 'is not a known field' }));
  }
  if (issue.code !== 'invalid_union') return [{ path: pathText(at), message: sentence(issue) }];
  const [closest] = [...issue.errors].sort((a, b) => a.length - b.length);
  if (closest !== undefined) return closest.flatMap((inner) => flatten(inner, at));
  const known =
    'options' in issue && Array.isArray(issue.options) ? `: must be one of ${issue.options.join(', ')}` : '';
  return [{ path: pathText(at), message: `is not a known kind${known}` }];
}

const summary = (where: string, details: readonly Detail[]): string => {
  const [first] = details;
  const told = first === undefined ? 'is not valid' : `${first.path || where} ${first.message}`;
  return details.length > 1 ? `${where} has ${details.length} errors; the first: ${told}` : told;
};

/** 422 with every violation of a body. */
export function bodyRefusal(error: z.core.$ZodError): DomainError {
  const details = error.issues.flatMap((issue) => flatten(issue, []));
  return new DomainError('validation_failed', summary('The body', details), { details });
}

/** 400 for what stands in the path, the query or a header. */
export function parameterRefusal(where: string, error: z.core.$ZodError): DomainError {
  const details = error.issues.flatMap((issue): readonly Detail[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: key, message: 'is not a known parameter' }));
    }
    const twice = issue.code === 'invalid_type' && received(issue, 'array');
    return twice ? [{ path: pathText(issue.path), message: 'must be given once only' }] : flatten(issue, []);
  });
  return new DomainError('invalid_request', summary(`The ${where}`, details), { details });
}
