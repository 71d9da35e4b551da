import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { emitSdk } from '../../scripts/generate/sdk.ts';
import type { ApiDocument } from '../../scripts/generate/sdk-operations.ts';

const json = (ref: string) => ({ 'application/json': { schema: { $ref: `#/components/schemas/${ref}` } } });
const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
const envelope = (data: object) => ({ type: 'object', properties: { success: { const: true }, data } });

const doc = {
  paths: {
    '/things': {
      get: {
        operationId: 'listThings',
        parameters: [
          { name: 'limit', in: 'query', schema: { type: 'integer', default: 50 } },
          { name: 'offset', in: 'query', schema: { type: 'integer', default: 0 } },
        ],
        responses: { '200': { content: json('ThingListAnswer') }, '400': { content: json('Error') } },
      },
      post: {
        operationId: 'createThing',
        summary: 'Create a thing',
        parameters: [{ name: 'Idempotency-Key', in: 'header', schema: { type: 'string' } }],
        requestBody: { required: true, content: json('ThingCreate') },
        responses: { '201': { $ref: '#/components/responses/Made' } },
      },
    },
    '/things/{id}/stop': {
      post: {
        operationId: 'stopThing',
        parameters: [id],
        requestBody: { content: json('Stop') },
        responses: { '200': { content: json('IdAnswer') }, '202': { content: json('ThingAnswer') } },
      },
    },
    '/keys': { get: { operationId: 'getKeys', responses: { '200': { content: json('Keys') } } } },
    '/metrics': {
      get: { operationId: 'getMetrics', responses: { '200': { content: { 'text/plain; version=1': {} } } } },
    },
    '/ws': { get: { operationId: 'stream', 'x-sdk': false, responses: { '101': {} } } },
  },
  components: {
    responses: { Made: { content: json('ThingAnswer') } },
    schemas: {
      Error: envelope({ type: 'string' }),
      IdAnswer: envelope({ $ref: '#/components/schemas/Id' }),
      Id: { type: 'string' },
      ThingAnswer: envelope({ $ref: '#/components/schemas/Thing' }),
      ThingListAnswer: envelope({ type: 'array', items: { $ref: '#/components/schemas/Thing' } }),
      Thing: {
        type: 'object',
        description: 'A thing.',
        properties: { id: { type: 'string' }, retry: { $ref: '#/components/schemas/Retry' } },
      },
      ThingCreate: {
        type: 'object',
        required: ['name', 'kind'],
        properties: {
          name: { type: 'string', description: 'Its name.' },
          kind: { $ref: '#/components/schemas/Kind' },
          size: { type: ['integer', 'null'] },
          retry: { $ref: '#/components/schemas/Retry' },
          tags: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
          labels: { type: 'object', additionalProperties: { type: 'string' } },
        },
      },
      Retry: { type: 'object', required: ['times'], properties: { times: { type: 'integer', default: 3 } } },
      Kind: { type: 'string', enum: ['big', 'small'] },
      Stop: { type: 'object', properties: { force: { type: 'boolean', default: false } } },
      Keys: { type: 'object', properties: { keys: { type: 'array', items: { type: 'string' } } } },
      Event: { type: 'object', properties: { sequence: { type: 'integer' } } },
    },
  },
};

const text = emitSdk(doc satisfies ApiDocument, 'control-center');

describe('the emitted SDK', () => {
  it('is TypeScript without syntax errors', () => {
    const { diagnostics } = ts.transpileModule(text, { reportDiagnostics: true });
    expect(diagnostics).toEqual([]);
  });

  it.each([
    [
      'pages lists that take limit and offset',
      'listThings(query?: ListThingsQuery, options?: CallOptions): PagePromise<Thing>',
    ],
    [
      'takes a required body, over shared responses',
      'createThing(body: ThingCreate, options?: CallOptions): Promise<Thing>',
    ],
    [
      'puts the path first, then an optional body',
      'stopThing(id: string, body?: Stop, options?: CallOptions): Promise<string | Thing>',
    ],
    ['returns bodies that have no envelope', 'getKeys(options?: CallOptions): Promise<Keys>'],
    ['returns texts', 'getMetrics(options?: CallOptions): Promise<string>'],
  ])('%s', (_what, signature) => {
    expect(text).toContain(`  ${signature} {`);
  });

  it('sends a key only where the operation takes one', () => {
    expect(text.match(/keyed: true/g)).toHaveLength(1);
    expect(text).toContain('path: path`/things`, body, options, keyed: true }');
  });

  it('leaves out operations marked x-sdk: false', () => {
    expect(text).not.toContain('stream(');
  });

  it('lets callers leave out what has a default, without loosening the answers', () => {
    expect(text).toContain("export type Retry = Schemas['Retry'];");
    expect(text).toContain('export interface RetryInput {\n  readonly times?: number | undefined;\n}');
    expect(text).toContain('  readonly retry?: RetryInput | undefined;');
  });

  it('prints nulls, unions, maps, enums and descriptions of request bodies', () => {
    expect(text).toContain('  /** Its name. */\n  readonly name: string;');
    expect(text).toContain('  readonly size?: number | null | undefined;');
    expect(text).toContain('  readonly tags?: readonly (string | null)[] | undefined;');
    expect(text).toContain('  readonly labels?: Readonly<Record<string, string>> | undefined;');
    expect(text).toContain("export type Kind = 'big' | 'small';");
  });

  it('names the schemas no operation speaks of, and neither envelopes nor errors', () => {
    expect(text).toContain("export type Event = Schemas['Event'];");
    expect(text).not.toMatch(/export type (\w+Answer|Error|Id) /);
  });

  it('refuses an answer that it could not type', () => {
    const nameless = { 'application/json': { schema: { type: 'object' } } };
    const bad = {
      ...doc,
      paths: { '/x': { get: { operationId: 'bad', responses: { '200': { content: nameless } } } } },
    };
    expect(() => emitSdk(bad, 'orchestrator')).toThrow(/^bad: /);
  });
});
