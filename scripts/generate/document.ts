/** The parts of a bundled OpenAPI 3.1 document the generator reads. Everything else stays `unknown`. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly discriminator?: { readonly propertyName: string; readonly mapping?: Readonly<Record<string, string>> };
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly default?: unknown;
  readonly example?: unknown;
  readonly examples?: readonly unknown[];
}

export interface Media {
  readonly schema?: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly $ref?: string; readonly value?: unknown }>>;
}

export interface Parameter extends Media {
  readonly $ref?: string;
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required?: boolean;
}

export interface Body {
  readonly $ref?: string;
  readonly required?: boolean;
  readonly content: Readonly<Record<string, Media>>;
}

export interface Response {
  readonly $ref?: string;
  readonly description: string;
  readonly headers?: Readonly<Record<string, Media & { readonly $ref?: string }>>;
  readonly content?: Readonly<Record<string, Media>>;
}

export interface Operation {
  readonly operationId?: string;
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Body;
  readonly responses: Readonly<Record<string, Response>>;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly 'x-permission'?: { readonly resource: string; readonly action: string };
  readonly 'x-rate-limit'?: string;
  readonly 'x-audit'?: string;
  readonly 'x-body-limit'?: string;
  readonly 'x-websocket'?: boolean;
}

export const METHODS = ['get', 'put', 'post', 'patch', 'delete', 'head', 'options'] as const;
export type Method = (typeof METHODS)[number];
export type PathItem = { readonly parameters?: readonly Parameter[] } & { readonly [M in Method]?: Operation };

export interface OpenApiDocument {
  readonly openapi: string;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly webhooks?: Readonly<Record<string, PathItem>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> } & Readonly<Record<string, unknown>>;
}

/** An operation with where it stands and everything that `$ref`s hid from view. */
export interface Endpoint {
  readonly id: string;
  readonly path: string;
  readonly method: Method;
  readonly operation: Operation;
  readonly parameters: readonly Parameter[];
  readonly body: Body | undefined;
  readonly responses: readonly { readonly status: number; readonly response: Response }[];
}

/** What the contract says and the generator can't or won't express; the message names place and keyword. */
export class ContractError extends Error {
  constructor(where: string, problem: string) {
    super(`${where}: ${problem}`);
    this.name = 'ContractError';
  }
}

const SCHEMA_REF = /^#\/components\/schemas\/([A-Za-z0-9_.-]+)$/;

/** The component name in a schema `$ref`; anything that isn't a component schema of this document is refused. */
export function schemaName(ref: string, where: string): string {
  const name = SCHEMA_REF.exec(ref)?.[1];
  if (name === undefined) throw new ContractError(where, `unsupported $ref ${ref}`);
  return name;
}

/** The named schema a `$ref` points at, or the schema itself. */
export function resolveSchema(doc: OpenApiDocument, schema: Schema, where: string): Schema {
  if (schema.$ref === undefined) return schema;
  const target = doc.components.schemas[schemaName(schema.$ref, where)];
  if (target === undefined) throw new ContractError(where, `$ref ${schema.$ref} points at nothing`);
  return resolveSchema(doc, target, schema.$ref);
}

/** Follows a `$ref` to a parameter, body, response, header or example of the same document. */
export function resolve<T extends { readonly $ref?: string }>(doc: OpenApiDocument, value: T, where: string): T {
  if (value.$ref === undefined) return value;
  const [root, ...keys] = value.$ref.split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (root !== '#') throw new ContractError(where, `unsupported $ref ${value.$ref}`);
  let target: unknown = doc;
  for (const key of keys) target = (target as Record<string, unknown> | undefined)?.[key];
  if (target === undefined) throw new ContractError(where, `$ref ${value.$ref} points at nothing`);
  return resolve(doc, target as T, value.$ref);
}

/**
 * Every operation of the document, literal path segments before parameters, so that a router which takes the first
 * match lets `/rollback/statistics` win over `/rollback/{id}`.
 */
export function endpoints(doc: OpenApiDocument): Endpoint[] {
  const paths = Object.entries(doc.paths).sort(([a], [b]) => comparePaths(a, b));
  return paths.flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      if (operation === undefined) return [];
      const where = `${method.toUpperCase()} ${path}`;
      if (operation.operationId === undefined) throw new ContractError(where, 'operationId is missing');
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])];
      const responses = Object.entries(operation.responses).map(([status, response]) => {
        if (!/^[1-5]\d\d$/.test(status)) throw new ContractError(where, `response ${status} is not one status code`);
        return { status: Number(status), response: resolve(doc, response, where) };
      });
      return {
        id: operation.operationId,
        path,
        method,
        operation,
        parameters: parameters.map((parameter) => resolve(doc, parameter, where)),
        body: operation.requestBody && resolve(doc, operation.requestBody, where),
        responses,
      };
    }),
  );
}

function comparePaths(a: string, b: string): number {
  const rank = (path: string): string => path.replaceAll('/{', '/\u{10ffff}{');
  return rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0;
}
