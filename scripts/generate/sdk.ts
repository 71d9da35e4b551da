import {
  deref,
  isComposite,
  operationsOf,
  refName,
  type ApiDocument,
  type Schema,
  type SdkOperation,
} from './sdk-operations.ts';
import { docComment, inputTypes, oneLine, type InputTypes } from './sdk-types.ts';

/**
 * The SDK's part for one API: a class with a typed method for every operation, and the types its arguments and answers
 * need. Answers are the openapi-typescript types; request bodies are printed anew, with what has a default optional.
 *
 * Throws on an answer it can't type, naming the operation.
 */
export function emitSdk(doc: ApiDocument, api: string): string {
  const operations = operationsOf(doc);
  const answered = outputNames(doc, operations);
  const inputs = inputTypes(doc, operations, answered);
  const name = pascal(api);
  return [
    `// Written by \`npm run generate\` from openapi/${api}.yaml; do not edit.`,
    `import type { components } from '../types/${api}.ts';`,
    `import type { CallOptions, Requester } from '../../sdk/core/request.ts';`,
    ...(operations.some((o) => o.answer.kind === 'page')
      ? [`import type { PagePromise } from '../../sdk/core/pagination.ts';`]
      : []),
    `import { path } from '../../sdk/core/path.ts';`,
    '',
    `type Schemas = components['schemas'];`,
    '',
    ...[...answered].map(
      (schema) =>
        `${docComment(doc.components.schemas[schema]?.description)}export type ${schema} = Schemas['${schema}'];`,
    ),
    '',
    ...inputs.declarations,
    ...operations.flatMap((operation) => queryInterface(operation, inputs)),
    `/** Every operation of the ${api.replace('-', ' ')}, by its operationId. */`,
    `export class ${name}Operations {`,
    '  readonly #requests: Requester;',
    '',
    '  constructor(requests: Requester) {',
    '    this.#requests = requests;',
    '  }',
    ...operations.flatMap((operation) => ['', ...method(operation, inputs)]),
    '}',
    '',
  ].join('\n');
}

const pascal = (text: string): string =>
  text.replace(/(^|-)([a-z])/g, (_whole, _dash: string, letter: string) => letter.toUpperCase());

/**
 * Named schemas that answers are made of, and those that no operation speaks of (events, webhook bodies); without
 * envelopes, plain scalars and the error forms, which the SDK turns into classes. Sorted.
 */
function outputNames(doc: ApiDocument, operations: readonly SdkOperation[]): ReadonlySet<string> {
  const { schemas } = doc.components;
  const spoken = closure(
    doc,
    Object.values(doc.paths).flatMap((item) => Object.values(item).filter(isOnClient)),
  );
  const unspoken = Object.keys(schemas).filter((name) => !spoken.has(name));
  const found = closure(doc, [...operations.flatMap(({ answer }) => answer.schemas), ...unspoken.map(refTo)]);
  const envelopes = new Set(operations.flatMap((operation) => operation.answer.envelopes));
  const named = [...found].filter((name) => {
    const schema = schemas[name];
    return !envelopes.has(name) && schema !== undefined && (isComposite(schema) || schema.enum !== undefined);
  });
  return new Set(named.sort());
}

const isOnClient = (operation: unknown): boolean =>
  typeof operation === 'object' && operation !== null && !('x-sdk' in operation && operation['x-sdk'] === false);

const refTo = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

/** Names of the schemas that these values refer to, over shared responses and parameters, too. */
function closure(doc: ApiDocument, roots: readonly unknown[]): Set<string> {
  const found = new Set<string>();
  const seen = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if ('$ref' in value && typeof value.$ref === 'string') {
      if (value.$ref.startsWith('#/components/schemas/')) found.add(refName(value.$ref));
      visit(deref(doc, value));
    }
    for (const inner of Object.values(value)) visit(inner);
  };
  roots.forEach(visit);
  return found;
}

function queryInterface(operation: SdkOperation, inputs: InputTypes): string[] {
  if (operation.query.length === 0) return [];
  return [
    `export interface ${pascal(operation.operationId)}Query {`,
    ...operation.query.flatMap((parameter) => [
      ...(parameter.description ? [docComment(parameter.description, '  ').trimEnd()] : []),
      parameter.required
        ? `  readonly ${parameter.name}: ${inputs.print(parameter.schema)};`
        : `  readonly ${parameter.name}?: ${inputs.print(parameter.schema)} | undefined;`,
    ]),
    '}',
    '',
  ];
}

function method(operation: SdkOperation, inputs: InputTypes): string[] {
  const { answer, body, query } = operation;
  const queryType = `${pascal(operation.operationId)}Query`;
  const needsQuery = query.some((parameter) => parameter.required);
  const parameters = [
    ...operation.pathParameters.map((name) => `${name}: string`),
    ...(body ? [body.required ? `body: ${inputs.print(body.schema)}` : `body?: ${inputs.print(body.schema)}`] : []),
    ...(query.length > 0 ? [needsQuery ? `query: ${queryType}` : `query?: ${queryType}`] : []),
    'options?: CallOptions',
  ];
  const url = operation.path.replaceAll(/\{(\w+)\}/g, '${$1}');
  const call = [
    `method: '${operation.method}'`,
    `path: path\`${url}\``,
    ...(query.length > 0 ? ['query'] : []),
    ...(body ? ['body'] : []),
    'options',
    ...(operation.keyed ? ['keyed: true'] : []),
  ].join(', ');
  const [type, send] = {
    page: [`PagePromise<${answer.type}>`, `page<${answer.type}>({ ${call} })`],
    data: [`Promise<${answer.type}>`, `data<${answer.type}>({ ${call} })`],
    json: [`Promise<${answer.type}>`, `json<${answer.type}>({ ${call} })`],
    text: ['Promise<string>', `text({ ${call} }, '${answer.type}')`],
  }[answer.kind];
  return [
    '  /**',
    `   * ${oneLine(operation.summary)}: \`${operation.method} ${operation.path}\`.`,
    ...(operation.description ? [`   * ${oneLine(operation.description)}`] : []),
    '   */',
    `  ${operation.operationId}(${parameters.join(', ')}): ${type ?? ''} {`,
    `    return this.#requests.${send ?? ''};`,
    '  }',
  ];
}
