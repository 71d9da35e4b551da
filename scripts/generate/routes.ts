import { kindOf, successStatuses } from './check.ts';
import type { OperationFacts } from './copied/facts.ts';
import { resolveSchema, type Endpoint, type Media, type OpenApiDocument, type Parameter } from './document.ts';
import { key, zodExpression } from './zod.ts';

const quote = JSON.stringify;

/** `routes`: one `createRoute` for each operation, in the order in which a first-match router must see them. */
export function routesModule(doc: OpenApiDocument, operations: readonly Endpoint[]): string {
  const routes = operations.map((endpoint) => `  ${endpoint.id}: ${route(doc, endpoint)},\n`);
  return `export const routes = {\n${routes.join('')}} as const;\n\nexport type OperationId = keyof typeof routes;\n`;
}

/** `facts`: what the middleware must know of each operation. */
export function factsModule(api: string, operations: readonly Endpoint[]): string {
  const facts = operations.map(({ id, operation, path, method, parameters, body, responses }) => {
    const value = {
      operationId: id,
      api,
      method,
      path,
      permission: operation['x-permission'] ?? null,
      rateLimit: operation['x-rate-limit'],
      audit: operation['x-audit'],
      keyed: takesHeader(parameters, 'idempotency-key'),
      etag: takesHeader(parameters, 'if-none-match'),
      ifMatch: takesHeader(parameters, 'if-match'),
      bodyLimit: operation['x-body-limit'] ?? 'default',
      hasBody: body !== undefined,
      bodyRequired: body?.required === true,
      query: parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
      websocket: operation['x-websocket'] === true,
      statuses: responses.map(({ status }) => status),
      successStatus: successStatuses(operation.responses)[0],
    } satisfies Record<keyof OperationFacts, unknown>;
    return `  ${id}: ${quote(value)},\n`;
  });
  return `export const facts: Readonly<Record<OperationId, OperationFacts>> = {\n${facts.join('')}};\n`;
}

const takesHeader = (parameters: readonly Parameter[], header: string): boolean =>
  parameters.some((parameter) => parameter.in === 'header' && parameter.name.toLowerCase() === header);

function route(doc: OpenApiDocument, { id, operation, path, method, parameters, body, responses }: Endpoint): string {
  const group = (place: Parameter['in'], shape: string): string[] => {
    const members = parameters.filter((parameter) => parameter.in === place).map((one) => parameterEntry(doc, id, one));
    return members.length === 0 && place !== 'query' ? [] : [`z.${shape}({ ${members.join(', ')} })`];
  };
  const request = [
    ...group('path', 'strictObject').map((shape) => `params: ${shape}`),
    // Always there: an operation without query parameters refuses any.
    ...group('query', 'strictObject').map((shape) => `query: ${shape}`),
    ...group('header', 'looseObject').map((shape) => `headers: ${shape}`),
    ...(body
      ? [`body: { required: ${String(body.required === true)}, content: ${content(doc, id, body.content)} }`]
      : []),
  ];
  const answers = responses.map(({ status, response }) => {
    const media = response.content === undefined ? '' : `, content: ${content(doc, id, response.content)}`;
    return `      ${String(status)}: { description: ${quote(response.description)}${media} },\n`;
  });
  const lines = [
    `operationId: ${quote(id)}`,
    `tags: ${quote(operation.tags ?? [])}`,
    `method: ${quote(method)}`,
    `path: ${quote(path)}`,
    `request: {\n      ${request.join(',\n      ')},\n    }`,
    `responses: {\n${answers.join('')}    }`,
  ];
  return `createRoute({\n    ${lines.join(',\n    ')},\n  })`;
}

/** Of the JSON media types, which share one schema, `application/json` stands for all; others keep their name. */
function content(doc: OpenApiDocument, id: string, media: Readonly<Record<string, Media>>): string {
  const types = Object.entries(media).filter(([type]) => type === 'application/json' || !type.endsWith('json'));
  const entries = types.map(
    ([type, { schema }]) =>
      `${quote(type)}: { schema: ${zodExpression(doc, schema ?? {}, `operation ${id} ${type}`)} }`,
  );
  return `{ ${entries.join(', ')} }`;
}

const FROM_TEXT = { integer: 'integerFromText', number: 'numberFromText', boolean: 'booleanFromText' } as const;

function parameterEntry(doc: OpenApiDocument, id: string, parameter: Parameter): string {
  const where = `operation ${id} parameter ${parameter.name}`;
  const schema = parameter.schema ?? {};
  const kind = kindOf(resolveSchema(doc, schema, where), where);
  const value = zodExpression(doc, schema, where);
  const parsed = kind in FROM_TEXT ? `z.preprocess(${FROM_TEXT[kind as keyof typeof FROM_TEXT]}, ${value})` : value;
  const absent =
    schema.default !== undefined ? `.default(${quote(schema.default)})` : parameter.required ? '' : '.exactOptional()';
  // Header names arrive in lower case.
  return `${key(parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name)}: ${parsed}${absent}`;
}
