import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { ContractError, resolve, type Endpoint, type Media, type OpenApiDocument, type Schema } from './document.ts';
import { places, walk } from './walk.ts';

/**
 * Refuses an operation without an example in its request body or its successful JSON answer, and any example or default
 * that its own schema doesn't accept (Ajv is the judge).
 */
export function checkExamples(doc: OpenApiDocument, operations: readonly Endpoint[]): void {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
  formats.default(ajv);
  ajv.addSchema({ $id: 'doc', components: doc.components });

  const check = (schema: Schema, example: unknown, where: string): void => {
    const validate = ajv.compile(absolute(schema));
    if (!validate(example)) throw new ContractError(where, `example ${ajv.errorsText(validate.errors)}`);
  };
  for (const { schema, where } of places(doc))
    walk(schema, where, (inner, place) => {
      for (const example of [inner.example ?? [], inner.examples ?? []].flat()) check(inner, example, place);
      if (inner.default !== undefined) check(inner, inner.default, `${place} default`);
    });
  const checkMedia = (media: Media, where: string): number => {
    const values = examplesOf(doc, media, where);
    for (const value of values) check(media.schema ?? {}, value, where);
    return values.length;
  };
  for (const { id, parameters, body, responses } of operations) {
    for (const parameter of parameters) checkMedia(parameter, `operation ${id} parameter ${parameter.name}`);
    for (const [type, media] of Object.entries(body?.content ?? {}))
      if (checkMedia(media, `operation ${id} body`) === 0)
        throw new ContractError(`operation ${id}`, `request body ${type} has no example`);
    for (const { status, response } of responses)
      for (const [type, media] of Object.entries(response.content ?? {})) {
        const shown = checkMedia(media, `operation ${id} response ${String(status)} ${type}`);
        if (shown === 0 && status < 300 && type === 'application/json')
          throw new ContractError(`operation ${id}`, `response ${String(status)} has no example`);
      }
  }
}

function examplesOf(doc: OpenApiDocument, media: Media, where: string): unknown[] {
  const named = Object.values(media.examples ?? {}).map((example) => resolve(doc, example, where).value);
  return media.example === undefined ? named : [media.example, ...named];
}

/** The same schema with `$ref`s that Ajv finds from outside the document. */
function absolute(schema: Schema): Schema {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    key === '$ref' && typeof value === 'string' ? `doc${value}` : value,
  );
  return JSON.parse(text) as Schema;
}
