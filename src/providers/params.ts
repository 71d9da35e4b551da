import type { Json, JsonObject } from '../domain/json.ts';

const sorted = (value: Json): Json => {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, sorted(v)]),
  );
};

/** The content of `PROV_PARAMS_FILE`: keys in order, so that scripts may compare two of them byte by byte. */
export const paramsFile = (params: JsonObject): string => `${JSON.stringify(sorted(params))}\n`;

/** `PROV_PARAM_<NAME>`: upper case, other characters as `_`; text as it is, everything else as JSON. */
export const paramEnvironment = (params: JsonObject): Record<string, string> =>
  Object.fromEntries(
    Object.entries(params).map(([key, value]) => [
      `PROV_PARAM_${key.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );

/** What a job appended to its `PROV_OUTPUTS_FILE`: `key=value` lines, the last value of a key counts. */
export function outputsOf(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.includes('='));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}
