import { isDeepStrictEqual } from 'node:util';
import { FORMATS } from './copied/formats.ts';
import { ContractError, endpoints, type Endpoint, type OpenApiDocument, type Schema } from './document.ts';
import { places, walk } from './walk.ts';

const ANNOTATIONS = ['title', 'description', 'default', 'example', 'examples', 'deprecated'];
const SCHEMA_KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  $ref: [],
  const: ['type'],
  enum: ['type'],
  oneOf: ['discriminator'],
  anyOf: [],
  string: ['type', 'format', 'minLength', 'maxLength', 'pattern'],
  integer: ['type', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  number: ['type', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  boolean: ['type'],
  null: ['type'],
  array: ['type', 'items', 'minItems', 'maxItems', 'uniqueItems'],
  object: ['type', 'properties', 'required', 'additionalProperties', 'propertyNames', 'minProperties', 'maxProperties'],
};

const RATE_LIMITS = ['auth', 'general', 'batch', 'none'];
const SCALARS = ['string', 'number', 'boolean'];
/** Names the generated modules use themselves, and a name of which redocly made two. */
const TAKEN = ['OperationId', 'OperationFacts'];
/** The media types that differ in the envelope's name only; problem+json has a shape of its own. */
export const VERSIONED_JSON = /^application\/(?:json|vnd\..+\+json)$/;
const NAME = /^[A-Z][A-Za-z0-9]*$/;

/** The kind of a schema: the keyword that decides it, or its one type besides null. */
export function kindOf(schema: Schema, where: string): string {
  for (const keyword of ['$ref', 'const', 'enum', 'oneOf', 'anyOf'] as const)
    if (schema[keyword] !== undefined) return keyword;
  if (schema.type === 'null') return 'null';
  const types = [schema.type ?? []].flat().filter((type) => type !== 'null');
  const [type] = types;
  if (type === undefined || types.length > 1) throw new ContractError(where, 'needs exactly one type besides null');
  return type;
}

/** Refuses what can't be said in zod with the same meaning, and what the house rules of the contract forbid. */
export function checkSchemas(doc: OpenApiDocument): void {
  for (const name of Object.keys(doc.components.schemas)) {
    if (/-\d+$/.test(name)) throw new ContractError(`schema ${name}`, 'two schemas were given one name');
    if (!NAME.test(name) || TAKEN.includes(name))
      throw new ContractError(`schema ${name}`, 'a schema name is a noun in PascalCase, in a file of its own');
  }
  for (const place of places(doc)) walk(place.schema, place.where, checkSchema);
}

function checkSchema(schema: Schema, where: string): void {
  const fail = (problem: string): never => {
    throw new ContractError(where, problem);
  };
  const kind = kindOf(schema, where);
  const known = SCHEMA_KEYWORDS[kind] ?? fail(`unknown type ${kind}`);
  for (const keyword of Object.keys(schema))
    if (keyword !== kind && !known.includes(keyword) && !ANNOTATIONS.includes(keyword))
      fail(`unknown keyword ${keyword} beside ${kind}`);
  if (schema.format !== undefined && !(schema.format in FORMATS)) fail(`unknown format ${schema.format}`);
  if (kind === 'object') checkObject(schema, fail);
  if (kind === 'array' && schema.items === undefined) fail('an array needs items');
  if (kind === 'integer' && !bounded(schema)) fail('an integer needs a minimum and a maximum within 2^53');
  if (kind === 'oneOf' && schema.discriminator === undefined) fail('oneOf needs a discriminator');
  if (kind === 'anyOf' && !(schema.anyOf?.length === 2 && schema.anyOf.some(({ type }) => type === 'null')))
    fail('anyOf is only for "this or null"');
  const values = kind === 'const' ? [schema.const] : kind === 'enum' ? (schema.enum ?? []) : [];
  for (const value of values)
    if (value !== null && !SCALARS.includes(typeof value)) fail(`${kind} holds a value that isn't a scalar`);
  if (values.length > 0 && schema.type !== undefined && !values.every((value) => isOf(value, schema)))
    fail(`${kind} holds a value its type forbids`);
}

function checkObject(schema: Schema, fail: (problem: string) => never): void {
  const names = Object.keys(schema.properties ?? {});
  const more = schema.additionalProperties;
  if (names.length > 0 || more === false || more === undefined) {
    if (more !== false) fail('an object is closed (additionalProperties: false) or a map without properties');
    if (schema.propertyNames) fail('propertyNames is only for maps');
  } else if (more === true && schema.propertyNames) fail('a map with propertyNames needs a schema for its values');
  for (const name of names) if (name in {}) fail(`property ${name} is a name of every JavaScript object`);
  const counted = schema.minProperties !== undefined || schema.maxProperties !== undefined;
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (property.default === undefined) continue;
    if (schema.required?.includes(name)) fail(`property ${name} is required, its default can never apply`);
    if (counted) fail(`property ${name} has a default, so members can't be counted`);
  }
  for (const name of schema.required ?? []) if (!names.includes(name)) fail(`required names no property: ${name}`);
}

function bounded({ minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf = 1 }: Schema): boolean {
  return (
    Number.isSafeInteger(minimum ?? exclusiveMinimum) &&
    Number.isSafeInteger(maximum ?? exclusiveMaximum) &&
    Number.isSafeInteger(multipleOf)
  );
}

function isOf(value: unknown, schema: Schema): boolean {
  const type = value === null ? 'null' : typeof value;
  const allowed = [schema.type ?? []].flat();
  return allowed.includes(type) || (Number.isInteger(value) && allowed.includes('integer'));
}

/** Refuses an operation without its policy facts. Returns the operations, literal paths first. */
export function checkOperations(doc: OpenApiDocument): Endpoint[] {
  const all = endpoints(doc);
  const seen = new Set<string>();
  for (const { id, operation, path, parameters, body, responses } of all) {
    const fail = (problem: string): never => {
      throw new ContractError(`operation ${id}`, problem);
    };
    if (seen.has(id)) fail('operationId is used twice');
    seen.add(id);
    const open = operation.security?.length === 0;
    if (!open && operation['x-permission'] === undefined) fail('x-permission is missing (or security: [])');
    if (open && operation['x-permission'] !== undefined) fail('x-permission on an open operation');
    if (!RATE_LIMITS.includes(operation['x-rate-limit'] ?? '')) fail(`x-rate-limit is not ${RATE_LIMITS.join(', ')}`);
    if (!/^[a-z]+\.[a-z]+$/.test(operation['x-audit'] ?? '')) fail('x-audit is not <singular>.<verb>');
    if (!['batch', undefined].includes(operation['x-body-limit'])) fail('x-body-limit is not batch');
    if (successStatuses(operation.responses).length === 0) fail('has no successful response');
    for (const content of [body?.content, ...responses.map(({ response }) => response.content)]) {
      const versions = Object.entries(content ?? {}).filter(([type]) => VERSIONED_JSON.test(type));
      if (!versions.every(([, { schema }]) => isDeepStrictEqual(schema, versions[0]?.[1].schema)))
        fail('application/json and the vendor types of one body must share their schema');
    }
    const inPath = [...path.matchAll(/\{(.+?)\}/g)].map(([, name]) => name);
    const declared = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
    if (inPath.toSorted().join() !== declared.toSorted().join()) fail('path parameters differ from the path');
  }
  return all;
}

/** The 2xx statuses, or the 101 of an upgraded connection, in rising order. */
export function successStatuses(responses: Readonly<Record<string, unknown>>): number[] {
  const statuses = Object.keys(responses).map(Number);
  return statuses.filter((status) => status === 101 || (status >= 200 && status < 300)).sort((a, b) => a - b);
}
