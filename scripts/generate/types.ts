import openapiTypescript, { astToString, type OpenAPI3 } from 'openapi-typescript';
import type { OpenApiDocument } from './document.ts';

/** The document as TypeScript types. What has a default is there in answers, so it isn't optional. */
export async function typesModule(doc: OpenApiDocument): Promise<string> {
  // openapi-typescript marks the document it reads, so it gets its own copy.
  const copy = structuredClone(doc) as unknown as OpenAPI3;
  return astToString(await openapiTypescript(copy, { silent: true }));
}

/**
 * A module that compiles only if the zod output type of every schema is the openapi-typescript type of the same name.
 * Both come from one document along different ways, so a slip in either is a compile error.
 */
export function typeProofModule(doc: OpenApiDocument, api: string): string {
  const names = Object.keys(doc.components.schemas).sort();
  const lines = names.map((name) => `  ${name}: Same<contract.${name}, schemas['${name}']>;\n`);
  return `import type { components } from '../types/${api}.ts';
import type * as contract from './${api}.ts';

type schemas = components['schemas'];

/** Plain members all the way down, so that only the shape is compared and not how it came about. */
type Plain<T> = T extends readonly (infer Item)[]
  ? Plain<Item>[]
  : T extends object
    ? { [Name in keyof T]: Plain<T[Name]> }
    : T;
type Exact<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Same<A, B> = Exact<Plain<A>, Plain<B>>;
type Proof<T extends Readonly<Record<string, true>>> = T;

export type Proven = Proof<{
${lines.join('')}}>;
`;
}
