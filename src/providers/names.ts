import { ProviderError } from './provider.ts';

const nameForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** Names become path segments: no separator, no leading dot, so no way out of the directory. */
export function segment(kind: string, name: string): string {
  if (!nameForm.test(name))
    throw new ProviderError('BAD_NAME', 'fatal', `${kind} ${JSON.stringify(name)} is not a name`);
  return name;
}

/** `<name>:<12 hex of the creating token>`: derived, so it is known before the server exists; unique over its lives. */
export const externalIdOf = (name: string, token: string): string => `${name}:${token.slice(0, 12)}`;

export function nameOf(externalId: string): string {
  const colon = externalId.lastIndexOf(':');
  return segment('server', colon < 0 ? externalId : externalId.slice(0, colon));
}
