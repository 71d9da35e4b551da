import type { OpenApiDocument, Operation, Schema } from '../../scripts/generate/document.ts';

const answer = (schema: Schema, example: unknown) => ({
  description: 'OK',
  content: { 'application/json': { schema, example } },
});

/** The smallest contract that has every kind of operation; `Thing` is replaced by what a test wants to see refused. */
export function sampleDocument(schemas: Readonly<Record<string, Schema>> = {}): OpenApiDocument {
  const Thing: Schema = {
    type: 'object',
    additionalProperties: false,
    required: ['id'],
    properties: {
      id: { type: 'string', format: 'uuid' },
      size: { type: 'integer', minimum: 1, maximum: 9, default: 3 },
    },
  };
  return {
    openapi: '3.1.0',
    paths: {
      '/things/{id}': { get: sampleOperation() },
      '/things/newest': {
        post: sampleOperation({
          operationId: 'makeThing',
          parameters: [],
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' }, example: { id: ID } } },
          },
        }),
      },
    },
    components: { schemas: { Thing, ...schemas } },
  };
}

export const ID = '3f2b8c1e-5d4a-4f6b-9c7d-1a2b3c4d5e6f';

/** A well-formed read of one thing, but for what a test changes. */
export function sampleOperation(change: Partial<Operation> = {}): Operation {
  return {
    operationId: 'getThing',
    tags: ['Things'],
    summary: 'One thing',
    'x-permission': { resource: 'things', action: 'read' },
    'x-rate-limit': 'general',
    'x-audit': 'thing.read',
    parameters: [
      { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
      { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 1000, default: 50 } },
      { name: 'ratio', in: 'query', schema: { type: 'number', minimum: 0, maximum: 1 } },
      { name: 'all', in: 'query', schema: { type: 'boolean' } },
    ],
    responses: { '200': answer({ $ref: '#/components/schemas/Thing' }, { id: ID, size: 1 }) },
    ...change,
  };
}
