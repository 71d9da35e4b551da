import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OperationFacts } from '../../generated/contract/facts.ts';

export type Api = 'orchestrator' | 'control-center';

interface OpenApiDocument {
  readonly servers?: unknown;
  readonly paths: Readonly<
    Record<
      string,
      Readonly<Record<string, { readonly responses: Readonly<Record<string, { readonly content?: object }>> }>>
    >
  >;
}

/** The authored contract as it is served, and what the middleware reads in it. */
export interface ContractDocument {
  /** JSON text; the server is the one it was fetched from. */
  readonly text: string;
  /** Media types of an operation's success, in the contract's order. */
  produced(facts: OperationFacts): readonly string[];
}

/** generated/ stands beside src/ in a clone and beside dist/ in the installed package. */
function documentFile(api: Api): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const found = ['../..', '../../..']
    .map((up) => join(here, up, 'generated', 'openapi', `${api}.json`))
    .find((file) => existsSync(file));
  if (found === undefined) throw new Error(`generated/openapi/${api}.json is missing from this installation`);
  return found;
}

export function loadContractDocument(api: Api): ContractDocument {
  const document = JSON.parse(readFileSync(documentFile(api), 'utf8')) as OpenApiDocument;
  return {
    text: JSON.stringify({ ...document, servers: [{ url: '/' }] }),
    produced: ({ path, method, successStatus }) =>
      Object.keys(document.paths[path]?.[method]?.responses[String(successStatus)]?.content ?? {}),
  };
}
