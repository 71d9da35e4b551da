import { readFile } from 'node:fs/promises';
import { parse as parseYaml, YAMLParseError } from 'yaml';
import type { Orchestrator } from '../../sdk/index.ts';
import { UsageError } from './exit.ts';
import type { Terminal } from './terminal.ts';

/**
 * A JSON or YAML document from a file, or from standard input for `-`. A name without a file of its own is tried with
 * .json, .yaml and .yml. Throws `UsageError` for what can't be read, with the line of a syntax error.
 */
export async function readDocument(name: string, terminal: Terminal): Promise<Readonly<Record<string, unknown>>> {
  const text =
    name === '-' ? await terminal.readStdin() : await readFirst([name, `${name}.json`, `${name}.yaml`, `${name}.yml`]);
  let value: unknown;
  try {
    // YAML 1.2 has all of JSON in it.
    value = parseYaml(text);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new UsageError(`${name} is neither JSON nor YAML: ${error.message}`, { cause: error });
  }
  if (!isObject(value)) throw new UsageError(`${name} holds no object`);
  return value;
}

async function readFirst(names: readonly string[]): Promise<string> {
  for (const name of names) {
    try {
      return await readFile(name, 'utf8');
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code !== 'ENOENT') throw new UsageError(`${name} can't be read: ${String(code)}`, { cause: error });
    }
  }
  throw new UsageError(`there is no file ${names[0] ?? ''}`);
}

/** The batch with just one of its operations, which then depends on nothing. */
export function onlyOperation(batch: Readonly<Record<string, unknown>>, id: string): Record<string, unknown> {
  const operations: readonly unknown[] = Array.isArray(batch['operations']) ? batch['operations'] : [];
  const found = operations.find((operation) => isObject(operation) && operation['id'] === id);
  if (!isObject(found)) {
    const ids = operations.map((operation) => (isObject(operation) ? String(operation['id']) : '?'));
    throw new UsageError(`the batch has no operation "${id}"; it has ${ids.join(', ') || 'none'}`);
  }
  return { ...batch, operations: [{ ...found, dependencies: [] }] };
}

/** The server judges the document against the contract and lists every violation; here it only gets its type. */
export const asBatchRequest = (document: Readonly<Record<string, unknown>>): Orchestrator.BatchRequest =>
  document as unknown as Orchestrator.BatchRequest;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
