/** The parts of a bundled OpenAPI 3.1 document that the SDK is made from. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly default?: unknown;
  readonly description?: string;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

/** How an operation's success is read: which method of the requester, and what TypeScript calls it. */
export interface Answer {
  readonly kind: 'page' | 'data' | 'json' | 'text';
  /** A TypeScript type; the media type, without parameters, when `kind` is text. */
  readonly type: string;
  readonly schemas: readonly Schema[];
  /** Names of the schemas that only wrap the data. */
  readonly envelopes: readonly string[];
}

export interface SdkOperation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string | undefined;
  readonly pathParameters: readonly string[];
  readonly query: readonly Parameter[];
  readonly body: { readonly schema: Schema; readonly required: boolean } | undefined;
  readonly keyed: boolean;
  readonly answer: Answer;
}

interface RawOperation {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly unknown[];
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, unknown>>;
  readonly 'x-sdk'?: boolean;
}
type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

const METHODS = ['get', 'put', 'post', 'patch', 'delete'];

/** The operations in the document's order, without those marked `x-sdk: false`. */
export function operationsOf(doc: ApiDocument): SdkOperation[] {
  return Object.entries(doc.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const raw = item[method] as RawOperation | undefined;
      if (raw === undefined || raw['x-sdk'] === false) return [];
      const parameters = [...listOf(item['parameters']), ...(raw.parameters ?? [])].map(
        (p) => deref(doc, p) as Parameter,
      );
      const names = new Set(parameters.filter((p) => p.in === 'query').map((p) => p.name));
      const body = raw.requestBody
        ? (deref(doc, raw.requestBody) as { content: Content; required?: boolean })
        : undefined;
      const bodySchema = body?.content['application/json']?.schema;
      return [
        {
          operationId: raw.operationId,
          method: method.toUpperCase(),
          path,
          summary: raw.summary ?? raw.operationId,
          description: raw.description,
          pathParameters: [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
          query: parameters.filter((p) => p.in === 'query'),
          body: body && bodySchema ? { schema: bodySchema, required: body.required === true } : undefined,
          keyed: parameters.some((p) => p.in === 'header' && p.name.toLowerCase() === 'idempotency-key'),
          answer: answerOf(doc, raw, names.has('limit') && names.has('offset')),
        },
      ];
    }),
  );
}

/** An object, map, list or union: something that gets a name of its own, as enums do and scalars don't. */
export function isComposite(schema: Schema): boolean {
  return schema.properties !== undefined || schema.oneOf !== undefined || schema.items !== undefined || isMap(schema);
}

const isMap = (schema: Schema): boolean => schema.type === 'object' && schema.additionalProperties !== false;

export function refName(ref: string): string {
  const name = /^#\/components\/schemas\/([\w.-]+)$/.exec(ref)?.[1];
  if (name === undefined) throw new Error(`the SDK can't follow $ref ${ref}`);
  return name;
}

function answerOf(doc: ApiDocument, raw: RawOperation, isList: boolean): Answer {
  const contents = Object.entries(raw.responses)
    .filter(([status]) => /^2\d\d$/.test(status))
    .map(([, response]) => (deref(doc, response) as { content?: Content }).content ?? {});
  const bodies = contents.map((content) => content['application/json']?.schema);
  const [media] = contents.flatMap((content) => Object.keys(content));
  if (media !== undefined && bodies.every((body) => body === undefined)) {
    return { kind: 'text', type: media.replace(/;.*$/, ''), schemas: [], envelopes: [] };
  }
  const schemas = bodies.filter((body) => body !== undefined);
  if (schemas.length === 0 || schemas.length < bodies.length) {
    throw new Error(`${raw.operationId}: every success must have an application/json body, or all of them a text`);
  }
  const read = schemas.map((schema) => unwrap(doc, schema, raw.operationId));
  const [first] = read;
  const type = [...new Set(read.map((one) => one.type))].join(' | ');
  const envelopes = read.flatMap((one) => one.envelope ?? []);
  if (first?.envelope === undefined) return { kind: 'json', type, schemas, envelopes };
  if (!isList) return { kind: 'data', type, schemas, envelopes };
  if (!type.endsWith('[]') || read.length !== 1)
    throw new Error(`${raw.operationId}: a paged answer must be one array`);
  return { kind: 'page', type: type.slice(0, -2), schemas, envelopes };
}

/** `{success, data}` gives the type of data; a schema without them is an answer of its own. */
function unwrap(doc: ApiDocument, schema: Schema, operationId: string): { type: string; envelope?: string } {
  if (schema.$ref === undefined) throw new Error(`${operationId}: the schema of its answer has no name`);
  const name = refName(schema.$ref);
  const data = doc.components.schemas[name]?.properties?.['data'];
  if (data === undefined) return { type: name };
  return { type: dataType(doc, data) ?? `Schemas['${name}']['data']`, envelope: name };
}

function dataType(doc: ApiDocument, data: Schema): string | undefined {
  if (data.$ref !== undefined) {
    const target = doc.components.schemas[refName(data.$ref)];
    return target && !isComposite(target) && target.enum === undefined ? dataType(doc, target) : refName(data.$ref);
  }
  if (data.type === 'string' && data.enum === undefined && data.const === undefined) return 'string';
  if (data.type === 'array' && data.items) {
    const item = dataType(doc, data.items);
    return item === undefined ? undefined : `${item}[]`;
  }
  return undefined;
}

/** What a value, or the `$ref` in its place, stands for. */
export function deref(doc: ApiDocument, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('$ref' in value)) return value;
  const steps = String(value.$ref).replace(/^#\//, '').split('/');
  const target = steps.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], doc);
  return deref(doc, target);
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
