import { DomainError } from '../domain/errors.ts';
import { textProblem } from './jsonContent.ts';

const refuse = (path: string, message: string): DomainError =>
  new DomainError('invalid_request', `${path || 'The query'} ${message}`, { details: [{ path, message }] });

function decode(text: string, path: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw refuse(path, 'is not percent-encoded UTF-8');
  }
}

/**
 * Refuses a query that the router would guess at (it hands broken percent-encoding through as it stands) or that holds
 * text no database can keep. `search` begins with `?` or is empty.
 */
export function requireCleanQuery(search: string): void {
  for (const part of search.slice(1).split('&')) {
    const equals = part.indexOf('=');
    const name = decode(equals < 0 ? part : part.slice(0, equals), '');
    const problem = textProblem(name) ?? (equals < 0 ? undefined : textProblem(decode(part.slice(equals + 1), name)));
    if (problem !== undefined) throw refuse(name, problem);
  }
}
