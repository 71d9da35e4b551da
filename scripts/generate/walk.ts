import { ContractError, METHODS, resolve, type OpenApiDocument, type PathItem, type Schema } from './document.ts';

/** Visits a schema and every schema inside it, outermost first; `where` grows like a path. */
export function walk(schema: Schema, where: string, visit: (schema: Schema, where: string) => void): void {
  visit(schema, where);
  for (const [name, property] of Object.entries(schema.properties ?? {})) walk(property, `${where}.${name}`, visit);
  if (schema.items) walk(schema.items, `${where}[]`, visit);
  if (schema.propertyNames) walk(schema.propertyNames, `${where} propertyNames`, visit);
  if (typeof schema.additionalProperties === 'object') walk(schema.additionalProperties, `${where}.*`, visit);
  for (const keyword of ['oneOf', 'anyOf'] as const)
    schema[keyword]?.forEach((branch, i) => {
      walk(branch, `${where} ${keyword}[${String(i)}]`, visit);
    });
}

export interface Place {
  readonly schema: Schema;
  readonly where: string;
}

/** Every outermost schema of the document with where it stands: components, parameters, bodies, responses, headers. */
export function places(doc: OpenApiDocument): Place[] {
  const found: Place[] = Object.entries(doc.components.schemas).map(([name, schema]) => ({
    schema,
    where: `schema ${name}`,
  }));
  const add = (schema: Schema | undefined, where: string): void => {
    if (schema === undefined) throw new ContractError(where, 'has no schema');
    found.push({ schema, where });
  };
  const visitItem = (path: string, item: PathItem): void => {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation === undefined) continue;
      const where = operation.operationId ?? `${method.toUpperCase()} ${path}`;
      for (const ref of [...(item.parameters ?? []), ...(operation.parameters ?? [])]) {
        const parameter = resolve(doc, ref, where);
        add(parameter.schema, `${where} ${parameter.in} parameter ${parameter.name}`);
      }
      const body = operation.requestBody && resolve(doc, operation.requestBody, where);
      for (const [type, media] of Object.entries(body?.content ?? {})) add(media.schema, `${where} body ${type}`);
      for (const [status, ref] of Object.entries(operation.responses)) {
        const response = resolve(doc, ref, where);
        for (const [type, media] of Object.entries(response.content ?? {}))
          add(media.schema, `${where} ${status} ${type}`);
        for (const [name, header] of Object.entries(response.headers ?? {}))
          add(resolve(doc, header, where).schema, `${where} ${status} header ${name}`);
      }
    }
  };
  for (const [path, item] of Object.entries(doc.paths)) visitItem(path, item);
  for (const [name, item] of Object.entries(doc.webhooks ?? {})) visitItem(`webhook ${name}`, item);
  return found;
}
