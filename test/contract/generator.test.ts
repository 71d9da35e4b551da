import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bundle } from '../../scripts/generate/bundle.ts';
import type { OpenApiDocument, Operation, Schema } from '../../scripts/generate/document.ts';
import { enumsModule } from '../../scripts/generate/enums.ts';
import { contractModule } from '../../scripts/generate/modules.ts';
import { ID, sampleDocument, sampleOperation } from './sample.ts';

const generate = (doc: OpenApiDocument) => () => contractModule('sample', doc);
const withSchema = (Bad: Schema) => generate(sampleDocument({ Bad }));
const withOperation = (change: Partial<Operation>) => {
  const doc = sampleDocument();
  return generate({ ...doc, paths: { ...doc.paths, '/things/{id}': { get: sampleOperation(change) } } });
};
const closed = (properties: Readonly<Record<string, Schema>>, more: Schema = {}): Schema => ({
  type: 'object',
  additionalProperties: false,
  properties,
  ...more,
});

describe('the generator', () => {
  it('writes literal path segments before parameters', () => {
    const text = contractModule('sample', sampleDocument());
    expect(text.indexOf('/things/newest')).toBeLessThan(text.indexOf('/things/{id}'));
  });

  it('names the schema, the member and the keyword it refuses', () => {
    const schema = { type: 'string', contentEncoding: 'base64' };
    expect(withSchema(closed({ file: schema }))).toThrow('schema Bad.file: unknown keyword contentEncoding');
  });

  const refusedSchemas: Readonly<Record<string, [Schema, string]>> = {
    'a keyword of another type': [{ type: 'string', minimum: 1 }, 'unknown keyword minimum beside string'],
    'a keyword beside $ref': [{ $ref: '#/components/schemas/Thing', minLength: 1 }, 'unknown keyword minLength'],
    allOf: [{ type: 'object', allOf: [] } as Schema, 'unknown keyword allOf'],
    'an unknown format': [{ type: 'string', format: 'ipv4' }, 'unknown format ipv4'],
    'a schema without a type': [{}, 'exactly one type'],
    'two types': [{ type: ['string', 'integer'] }, 'exactly one type'],
    'a $ref out of the component schemas': [{ $ref: '#/components/parameters/Id' }, 'unsupported $ref'],
    'a $ref that points at nothing': [{ $ref: '#/components/schemas/Gone' }, 'no schema Gone'],
    recursion: [closed({ next: { $ref: '#/components/schemas/Bad' } }), 'refers to itself: Bad -> Bad'],
    'an open object with properties': [{ type: 'object', properties: { a: { type: 'boolean' } } }, 'closed'],
    'an object that says nothing': [{ type: 'object' }, 'closed'],
    'a property called like a member of every object': [closed({ constructor: { type: 'boolean' } }), 'constructor'],
    'a required name without a property': [closed({}, { required: ['a'] }), 'required names no property: a'],
    'a default that can never apply': [
      closed({ a: { type: 'boolean', default: true } }, { required: ['a'] }),
      'property a is required',
    ],
    'counting members that defaults add': [
      closed({ a: { type: 'boolean', default: true } }, { minProperties: 1 }),
      'property a has a default',
    ],
    'an array without items': [{ type: 'array' }, 'needs items'],
    'an integer without bounds': [{ type: 'integer', minimum: 0 }, 'needs a minimum and a maximum'],
    'an integer beyond 2^53': [{ type: 'integer', minimum: 0, maximum: 2 ** 60 }, 'within 2^53'],
    'oneOf without a discriminator': [{ oneOf: [{ $ref: '#/components/schemas/Thing' }] }, 'needs a discriminator'],
    'oneOf with a branch that lacks the constant': [
      { oneOf: [{ $ref: '#/components/schemas/Thing' }], discriminator: { propertyName: 'id' } },
      'required constant id',
    ],
    'anyOf of two shapes': [{ anyOf: [{ type: 'boolean' }, { type: 'string' }] }, 'this or null'],
    'an enum value its type forbids': [{ type: 'string', enum: ['a', 1] }, 'value its type forbids'],
    'a constant that is no scalar': [{ const: {} }, "isn't a scalar"],
    'an example its schema refuses': [{ type: 'string', minLength: 2, example: 'a' }, 'schema Bad: example'],
    'a default its schema refuses': [
      closed({ a: { type: 'boolean', default: 'yes' } }),
      'schema Bad.a default: example',
    ],
  };
  for (const [what, [schema, message]] of Object.entries(refusedSchemas))
    it(`refuses ${what}`, () => {
      expect(withSchema(schema)).toThrow(message);
    });

  it.each(['Thing-2', 'thing', 'OperationId'])('refuses the schema name %s', (name) => {
    expect(generate(sampleDocument({ [name]: { type: 'boolean' } }))).toThrow(`schema ${name}`);
  });

  const { 'x-permission': permission, ...open } = sampleOperation({ security: [] });
  const json = { description: 'OK', content: { 'application/json': { schema: { type: 'boolean' } } } };
  const refusedOperations: Readonly<Record<string, [Partial<Operation>, string]>> = {
    'no operationId': [{ operationId: undefined } as unknown as Operation, 'operationId is missing'],
    'an operationId used twice': [{ operationId: 'makeThing' }, 'operationId is used twice'],
    'no x-rate-limit': [{ 'x-rate-limit': '' }, 'x-rate-limit is not'],
    'an unknown x-rate-limit': [{ 'x-rate-limit': 'fast' }, 'x-rate-limit is not'],
    'no x-audit': [{ 'x-audit': '' }, 'x-audit is not'],
    'an unknown x-body-limit': [{ 'x-body-limit': 'huge' }, 'x-body-limit'],
    'a permission although it is open': [{ security: [] }, 'x-permission on an open operation'],
    'a path parameter it does not declare': [{ parameters: [] }, 'path parameters differ'],
    'a range of statuses': [{ responses: { '2XX': json } }, 'not one status code'],
    'no successful response': [{ responses: { '404': json } }, 'no successful response'],
    'no example in its answer': [{ responses: { '200': json } }, 'response 200 has no example'],
    'no example in its body': [
      { requestBody: { content: { 'application/json': { schema: { type: 'boolean' } } } } },
      'request body application/json has no example',
    ],
    'an example its schema refuses': [
      { requestBody: { content: { 'application/json': { schema: { type: 'boolean' }, example: 1 } } } },
      'operation getThing body: example',
    ],
    'JSON media types that differ': [
      {
        responses: {
          '200': {
            description: 'OK',
            content: {
              'application/json': { schema: { type: 'boolean' }, example: true },
              'application/vnd.provisioning.v1+json': { schema: { type: 'string' } },
            },
          },
        },
      },
      'must share their schema',
    ],
  };
  for (const [what, [change, message]] of Object.entries(refusedOperations))
    it(`refuses an operation with ${what}`, () => {
      expect(withOperation(change)).toThrow(message);
    });

  it('refuses an operation without x-permission unless it is open', () => {
    const { security: _, ...secured } = open;
    const doc = sampleDocument();
    const only = (get: Operation) => generate({ ...doc, paths: { '/things/{id}': { get } } });
    expect(only(secured)).toThrow('operation getThing: x-permission is missing');
    expect(only(open)).not.toThrow();
    expect(only({ ...secured, ...(permission && { 'x-permission': permission }) })).not.toThrow();
  });

  it('writes the facts of an operation from its x- members', () => {
    expect(withOperation({ 'x-websocket': true })()).toContain(
      'getThing: {"operationId":"getThing","api":"sample","method":"get","path":"/things/{id}",' +
        '"permission":{"resource":"things","action":"read"},"rateLimit":"general","audit":"thing.read",' +
        '"keyed":false,"etag":false,"ifMatch":false,"bodyLimit":"default","hasBody":false,"bodyRequired":false,"query":["limit","ratio","all"],' +
        '"websocket":true,"statuses":[200],"successStatus":200}',
    );
  });

  it('writes each named string enum once, whatever the number of APIs that use it', () => {
    const doc = sampleDocument({ Colour: { type: 'string', enum: ['red', 'blue'] } });
    expect(enumsModule([doc, doc])).toBe(
      'export const Colour = [\n  "red",\n  "blue",\n] as const;\nexport type Colour = (typeof Colour)[number];\n',
    );
  });

  it('refuses a name that two APIs use for different schemas', () => {
    const other = sampleDocument({ Thing: { type: 'boolean' } });
    expect(() => enumsModule([sampleDocument(), other])).toThrow('schema Thing: the APIs give this name to different');
  });

  it('refuses two schema files of one name', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'contract-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const answer = (file: string) => ({
      operationId: `read${file.startsWith('a') ? 'A' : 'B'}`,
      summary: 'One thing',
      tags: ['Things'],
      security: [],
      responses: {
        '200': { description: 'OK', content: { 'application/json': { schema: { $ref: file } } } },
        '400': { description: 'Bad request' },
      },
    });
    const root = {
      openapi: '3.1.0',
      info: { title: 'Sample', version: '1', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
      tags: [{ name: 'Things', description: 'What there is.' }],
      servers: [{ url: 'https://sample.test' }],
      paths: { '/a': { get: answer('a/Thing.json') }, '/b': { get: answer('b/Thing.json') } },
    };
    await mkdir(join(folder, 'a'));
    await mkdir(join(folder, 'b'));
    await writeFile(join(folder, 'a/Thing.json'), JSON.stringify({ type: 'boolean', example: true }));
    await writeFile(join(folder, 'b/Thing.json'), JSON.stringify({ type: 'string', example: ID }));
    await writeFile(join(folder, 'root.json'), JSON.stringify(root));
    await expect(bundle(join(folder, 'root.json'))).rejects.toThrow(/redocly bundle[^]*Thing/);
  });
});
