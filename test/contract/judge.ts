import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { OpenApiDocument } from '../../scripts/generate/document.ts';

/**
 * Ajv over one document, as the second opinion on what its schemas mean. Two formats are narrower than in ajv-formats,
 * as in the server: a UUID has no `urn:uuid:` prefix (RFC 9562), and a date-time keeps to the grammar of RFC 3339
 * (`T` between date and time, a colon in the offset), isn't a leap second and lies in the years 1 to 9999 UTC.
 */
export function createJudge(doc: OpenApiDocument): (name: string) => ValidateFunction {
  const ajv = new Ajv2020({ strict: false, validateSchema: false });
  formats.default(ajv);
  // ajv-formats types its formats as a union over what they check; this one is a function over strings.
  const { validate } = formats.default.get('date-time') as { validate: (value: string) => boolean };
  ajv.addFormat('uuid', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
  ajv.addFormat(
    'date-time',
    (value: string) =>
      validate(value) &&
      /^.{10}t.*(z|[+-]\d\d:\d\d)$/i.test(value) &&
      !/:60/.test(value) &&
      Date.parse(value) >= Date.parse('0001-01-01T00:00:00Z') &&
      Date.parse(value) < Date.parse('+010000-01-01T00:00:00Z'),
  );
  ajv.addSchema({ $id: 'doc', components: doc.components });
  return (name) => ajv.compile({ $ref: `doc#/components/schemas/${name}` });
}
