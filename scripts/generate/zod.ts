import { kindOf } from './check.ts';
import { ContractError, resolveSchema, schemaName, type OpenApiDocument, type Schema } from './document.ts';
import { walk } from './walk.ts';

const quote = JSON.stringify;

/** A property name as TypeScript writes it. */
export const key = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name));

/** A schema as a zod 4 expression; named schemas are referred to by `scope` + name. */
export function zodExpression(doc: OpenApiDocument, schema: Schema, where: string, scope = ''): string {
  const sub = (inner: Schema, part: string): string => zodExpression(doc, inner, `${where}${part}`, scope);
  const nullable = Array.isArray(schema.type) && schema.type.includes('null') ? '.nullable()' : '';
  const kind = kindOf(schema, where);
  switch (kind) {
    case '$ref':
      return scope + schemaName(schema.$ref ?? '', where);
    case 'const':
      return `z.literal(${quote(schema.const)})`;
    case 'enum':
      return schema.enum?.every((value) => typeof value === 'string')
        ? `z.enum(${quote(schema.enum)})`
        : `z.literal(${quote(schema.enum)})`;
    case 'oneOf':
      return union(doc, schema, where, sub);
    case 'anyOf':
      return `${(schema.anyOf ?? []).flatMap((one) => (one.type === 'null' ? [] : [sub(one, '')])).join()}.nullable()`;
    case 'string':
      return `text(${rule({ min: schema.minLength, max: schema.maxLength, pattern: schema.pattern, format: schema.format })})${nullable}`;
    case 'integer':
    case 'number':
      return `${kind}(${rule({
        min: schema.minimum,
        max: schema.maximum,
        above: schema.exclusiveMinimum,
        below: schema.exclusiveMaximum,
        multipleOf: schema.multipleOf,
      })})${nullable}`;
    case 'null':
      return 'z.null()';
    case 'boolean':
      return `z.boolean()${nullable}`;
    case 'array': {
      const min = schema.minItems === undefined ? '' : `.min(${String(schema.minItems)})`;
      const max = schema.maxItems === undefined ? '' : `.max(${String(schema.maxItems)})`;
      const unique = schema.uniqueItems === true ? '.check(unique)' : '';
      return `z.array(${sub(schema.items ?? {}, '[]')})${min}${max}${unique}${nullable}`;
    }
    case 'object':
      return object(schema, sub) + nullable;
    default:
      throw new ContractError(where, `unknown type ${kind}`);
  }
}

type Sub = (inner: Schema, part: string) => string;

function union(doc: OpenApiDocument, schema: Schema, where: string, sub: Sub): string {
  const name = schema.discriminator?.propertyName ?? '';
  const branches = schema.oneOf ?? [];
  for (const branch of branches) {
    const member = resolveSchema(doc, branch, where);
    if (member.properties?.[name]?.const === undefined || !member.required?.includes(name))
      throw new ContractError(where, `every branch of oneOf needs a required constant ${name}`);
  }
  return `z.discriminatedUnion(${quote(name)}, [${branches.map((branch) => sub(branch, '')).join(', ')}])`;
}

function object(schema: Schema, sub: Sub): string {
  const size = rule({ min: schema.minProperties, max: schema.maxProperties });
  const more = schema.additionalProperties;
  if (more === true) return `jsonObject(${size})`;
  if (typeof more === 'object') {
    const names = sub({ type: 'string', ...schema.propertyNames }, ' propertyNames');
    return `map(${[names, sub(more, '.*'), size].filter(Boolean).join(', ')})`;
  }
  const members = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const absent =
      property.default !== undefined
        ? `.default(${quote(property.default)})`
        : schema.required?.includes(name)
          ? ''
          : '.exactOptional()';
    return `\n  ${key(name)}: ${sub(property, `.${name}`)}${absent},`;
  });
  return `z.strictObject({${members.join('')}${members.length > 0 ? '\n' : ''}})${size && `.check(entries(${size}))`}`;
}

function rule(parts: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(parts).filter(([, value]) => value !== undefined);
  return given.length === 0 ? '' : `{ ${given.map(([name, value]) => `${name}: ${quote(value)}`).join(', ')} }`;
}

/** Every named schema as an exported zod schema and its type, each after those it refers to. Refuses recursion. */
export function zodModule(doc: OpenApiDocument): string {
  const { schemas } = doc.components;
  const done = new Map<string, string>();
  const visit = (name: string, trail: readonly string[]): void => {
    if (done.has(name)) return;
    const where = `schema ${name}`;
    if (trail.includes(name)) throw new ContractError(where, `refers to itself: ${[...trail, name].join(' -> ')}`);
    const schema = schemas[name];
    if (schema === undefined) throw new ContractError(trail.at(-1) ?? where, `no schema ${name}`);
    walk(schema, where, (inner) => {
      if (inner.$ref !== undefined) visit(schemaName(inner.$ref, where), [...trail, name]);
    });
    const expression = zodExpression(doc, schema, where);
    done.set(
      name,
      `export const ${name} = ${expression}.openapi(${quote(name)});\nexport type ${name} = z.infer<typeof ${name}>;\n`,
    );
  };
  for (const name of Object.keys(schemas).sort()) visit(name, []);
  return [...done.values()].join('\n');
}
