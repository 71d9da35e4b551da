import { isDeepStrictEqual } from 'node:util';
import { ContractError, type OpenApiDocument, type Schema } from './document.ts';

/**
 * Each named string enum of all documents as a constant and its type, without imports, so that the domain may use them.
 * Refuses a schema name that two documents use for different shapes.
 */
export function enumsModule(docs: readonly OpenApiDocument[]): string {
  const schemas = new Map<string, Schema>();
  for (const doc of docs)
    for (const [name, schema] of Object.entries(doc.components.schemas)) {
      const other = schemas.get(name);
      if (other !== undefined && !isDeepStrictEqual(other, schema))
        throw new ContractError(`schema ${name}`, 'the APIs give this name to different schemas');
      schemas.set(name, schema);
    }
  const enums = [...schemas].filter(([, schema]) => schema.type === 'string' && schema.enum !== undefined).sort(byName);
  return enums
    .map(([name, { enum: values = [] }]) => {
      const list = values.map((value) => `  ${JSON.stringify(value)},\n`).join('');
      return `export const ${name} = [\n${list}] as const;\nexport type ${name} = (typeof ${name})[number];\n`;
    })
    .join('\n');
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
