import { z } from 'zod';
import { unprocessable } from '../domain/errors.ts';
import type { Parameter, TaskservDefinition } from './definition.ts';

/** Parameters after validation: scalars only, every default filled in. */
export type Params = Readonly<Record<string, string | number | boolean>>;

function valueForm(parameter: Parameter): z.ZodType {
  switch (parameter.type) {
    case 'string': {
      let form = z
        .string()
        .max(parameter.maxLength)
        .regex(/^[^\0]*$/, 'must not hold a NUL character');
      if (parameter.minLength !== undefined) form = form.min(parameter.minLength);
      if (parameter.pattern !== undefined) form = form.regex(new RegExp(parameter.pattern, 'u'));
      return parameter.enum ? z.enum(parameter.enum) : form;
    }
    case 'integer': {
      let form = z.int();
      if (parameter.minimum !== undefined) form = form.min(parameter.minimum);
      if (parameter.maximum !== undefined) form = form.max(parameter.maximum);
      return form;
    }
    case 'boolean':
      return z.boolean();
  }
}

/** The zod form of a definition's parameters: closed, defaults applied, absent optional ones left out. */
export function paramsForm(definition: TaskservDefinition): z.ZodType<Params> {
  const { properties, required } = definition.parameters;
  const entries = Object.entries(properties).map(([key, parameter]): [string, z.ZodType] => {
    const form = valueForm(parameter);
    if (parameter.default !== undefined) return [key, form.default(parameter.default)];
    return [key, required.includes(key) ? form : form.exactOptional()];
  });
  // `z.object` infers the open shape of a record; what it may hold is said by `valueForm`.
  return z.strictObject(Object.fromEntries(entries)) as unknown as z.ZodType<Params>;
}

/**
 * Parameters as the definition wants them, defaults applied.
 * @param path where they stand in the body or file, for the messages (`operations[1].params.kv-store`)
 * @throws DomainError `unprocessable`, every violation listed
 */
export function validateParams(definition: TaskservDefinition, params: unknown, path: string): Params {
  const parsed = paramsForm(definition).safeParse(params);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map((issue) => ({
    path: [path, ...issue.path.map(String)].join('.'),
    message: issue.message,
  }));
  throw unprocessable(`The parameters of taskserv ${definition.name} don't fit its definition`, details);
}
