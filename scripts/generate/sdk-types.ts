import { isComposite, refName, type ApiDocument, type Schema, type SdkOperation } from './sdk-operations.ts';

/** The types of what callers send. */
export interface InputTypes {
  readonly declarations: readonly string[];
  /** A schema as a TypeScript type. */
  print(schema: Schema): string;
}

/**
 * Request types. They differ from the answers' types in one thing: what has a default may be left out. A schema that
 * stands in answers too keeps its one type when it holds no default, and is called `<Name>Input` here otherwise.
 */
export function inputTypes(
  doc: ApiDocument,
  operations: readonly SdkOperation[],
  answered: ReadonlySet<string>,
): InputTypes {
  const schemaOf = (name: string): Schema => {
    const schema = doc.components.schemas[name];
    if (schema === undefined) throw new Error(`no schema ${name}`);
    return schema;
  };
  const wanted: string[] = [];

  const nameFor = (name: string): string => {
    const schema = schemaOf(name);
    if (!isComposite(schema) && schema.enum === undefined) return print(schema);
    if (answered.has(name) && !holdsDefault(schema, schemaOf, new Set([name]))) return name;
    if (!wanted.includes(name)) wanted.push(name);
    return answered.has(name) ? `${name}Input` : name;
  };

  const print = (schema: Schema): string => {
    if (schema.$ref !== undefined) return nameFor(refName(schema.$ref));
    const alternatives = schema.oneOf ?? schema.anyOf;
    if (alternatives) return alternatives.map(print).join(' | ');
    if (schema.const !== undefined) return literal(schema.const);
    if (schema.enum) return schema.enum.map(literal).join(' | ');
    if (Array.isArray(schema.type)) {
      return schema.type.map((type: string) => print({ ...schema, type })).join(' | ');
    }
    switch (schema.type) {
      case 'string':
      case 'boolean':
      case 'number':
      case 'null':
        return schema.type;
      case 'integer':
        return 'number';
      case 'array':
        return `readonly ${group(print(schema.items ?? {}))}[]`;
      case 'object':
        return schema.properties ? members(schema) : map(schema);
      default:
        return 'unknown';
    }
  };

  const map = (schema: Schema): string => {
    const values = typeof schema.additionalProperties === 'object' ? print(schema.additionalProperties) : 'unknown';
    return `Readonly<Record<string, ${values}>>`;
  };

  const members = (schema: Schema): string => {
    const lines = Object.entries(schema.properties ?? {}).map(([name, property]) => {
      const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
      const needed = schema.required?.includes(name) === true && property.default === undefined;
      const comment = docComment(property.description, '  ');
      return needed
        ? `${comment}  readonly ${key}: ${print(property)};\n`
        : `${comment}  readonly ${key}?: ${print(property)} | undefined;\n`;
    });
    return `{\n${lines.join('')}}`;
  };

  const asked = operations.flatMap(({ body, query }) => [
    ...(body ? [body.schema] : []),
    ...query.map((q) => q.schema),
  ]);
  for (const schema of asked) print(schema);
  const declarations: string[] = [];
  // Printing one declaration may ask for further ones, which then stand at the end of `wanted`.
  for (let index = 0; index < wanted.length; index++) {
    const name = wanted[index] ?? '';
    const schema = schemaOf(name);
    const comment = docComment(schema.description);
    const head = schema.properties ? `export interface ${nameFor(name)} ` : `export type ${nameFor(name)} = `;
    declarations.push(`${comment}${head}${print(schema)}${schema.properties ? '\n' : ';\n'}`);
  }
  return { declarations, print };
}

function holdsDefault(schema: Schema, schemaOf: (name: string) => Schema, seen: Set<string>): boolean {
  if (schema.default !== undefined) return true;
  const inner = [
    ...Object.values(schema.properties ?? {}),
    ...(schema.oneOf ?? []),
    ...(schema.anyOf ?? []),
    ...(schema.items ? [schema.items] : []),
    ...(typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : []),
  ];
  if (schema.$ref !== undefined) {
    const name = refName(schema.$ref);
    if (seen.has(name)) return false;
    seen.add(name);
    return holdsDefault(schemaOf(name), schemaOf, seen);
  }
  return inner.some((one) => holdsDefault(one, schemaOf, seen));
}

const literal = (value: unknown): string =>
  typeof value === 'string' && /^[\w .-]*$/.test(value) ? `'${value}'` : JSON.stringify(value);

const group = (type: string): string => (/[ |]/.test(type) ? `(${type})` : type);

/** A description as a one-line doc comment with its line end; nothing when there is none. */
export const docComment = (description: string | undefined, indent = ''): string =>
  description === undefined ? '' : `${indent}/** ${oneLine(description)} */\n`;

/** Text fit for the inside of a comment. */
export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('*/', '* /').trim();
