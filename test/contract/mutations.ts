import { resolveSchema, type OpenApiDocument, type Schema } from '../../scripts/generate/document.ts';

export interface Random {
  /** A whole number from 0 to `below` - 1. */
  below(limit: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly [T, ...T[]]): T;
}

/** mulberry32: small, seeded, good enough to spread test documents. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    chance: (probability) => next() < probability,
    pick: (items) => items[below(items.length)] ?? items[0],
  };
}

const ASTRAL = '\u{1f680}';
const KEYS = ['__proto__', 'constructor', 'toString', 'extra', '', 'Name', 'x y', ASTRAL] as const;
const UUID = '3f2b8c1e-5d4a-4f6b-9c7d-1a2b3c4d5e6f';
const TIMES = [
  '2025-09-26T10:00:00Z',
  '2025-09-26t10:00:00z',
  '2025-09-26T10:00:00.123456789+05:30',
  '2024-02-29T23:59:59-00:00',
  '2023-02-29T00:00:00Z',
  '2025-09-26T24:00:00Z',
  '2016-12-31T23:59:60Z',
  '2025-09-26 10:00:00Z',
  '2025-09-26T10:00:00',
  '2025-09-26T10:00:00+0530',
  '2025-13-01T00:00:00Z',
  '2025-04-31T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59-23:59',
  '2025-09-26T10:00:00Z ',
] as const;
const UUIDS = [
  UUID,
  UUID.toUpperCase(),
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '11111111-1111-0111-0111-111111111111',
  `urn:uuid:${UUID}`,
  `{${UUID}}`,
  UUID.slice(1),
  `${UUID}\n`,
  UUID.replaceAll('-', ''),
] as const;
const EMAILS = [
  'a@b.co',
  'A.b+c@x-y.example',
  'a@b',
  'a@-b.co',
  '.a@b.co',
  'a@b.co ',
  '@b.co',
  'ä@b.co',
  'a@b..co',
] as const;
const URIS = [
  'https://x.test/a?b=c#d',
  'http://[::1]:80/',
  'urn:a:b',
  'x',
  '//x.test',
  'http://x y',
  'http://ü.test',
] as const;
const BY_FORMAT: Readonly<Record<string, readonly [string, ...string[]]>> = {
  uuid: UUIDS,
  'date-time': TIMES,
  email: EMAILS,
  uri: URIS,
};

/**
 * Makes documents for the schemas of one contract: mostly what a schema asks for, with `chaos` as the probability at
 * each node that it gets something else: a wrong type, a value at or beyond a bound, a member too many or too few.
 */
export function documents(doc: OpenApiDocument, random: Random): (name: string, chaos: number) => unknown {
  const strings = [...new Set(stringsOf(doc))];
  const words = strings.filter((text) => text.length < 200);

  const sample = (schema: Schema, chaos: number): unknown => {
    const real = resolveSchema(doc, schema, 'sample');
    return random.chance(chaos) ? hostile(real) : fitting(real, chaos);
  };

  const fitting = (schema: Schema, chaos: number): unknown => {
    const branches = schema.oneOf ?? schema.anyOf;
    const [first, ...rest] = branches ?? [];
    if (first !== undefined) return sample(random.pick([first, ...rest]), chaos);
    if (schema.const !== undefined) return schema.const;
    if (schema.enum !== undefined) return schema.enum[random.below(schema.enum.length)];
    const types = [schema.type ?? []].flat();
    if (types.includes('null') && random.chance(0.3)) return null;
    switch (types.find((type) => type !== 'null')) {
      case 'string':
        return string(schema);
      case 'integer':
      case 'number':
        return Math.min(schema.maximum ?? 1e9, (schema.minimum ?? 0) + random.below(50));
      case 'boolean':
        return random.chance(0.5);
      case 'array': {
        const min = schema.minItems ?? 0;
        const length = Math.min(schema.maxItems ?? 3, min + random.below(3));
        return Array.from({ length }, () => sample(schema.items ?? {}, chaos));
      }
      case 'object':
        return object(schema, chaos);
      default:
        return null;
    }
  };

  const string = (schema: Schema): string => {
    const known = BY_FORMAT[schema.format ?? ''];
    if (known) return known[0];
    const { pattern, minLength = 0, maxLength = Infinity } = schema;
    const regex = pattern === undefined ? undefined : new RegExp(pattern, 'u');
    for (let tries = 0; tries < 20; tries += 1) {
      const word = words[random.below(words.length)] ?? 'a';
      if (regex?.test(word) !== false && word.length >= minLength && word.length <= maxLength) return word;
    }
    const fits = words.find((word) => regex?.test(word) !== false && word.length >= minLength);
    return fits ?? 'a'.repeat(Math.max(1, minLength));
  };

  const object = (schema: Schema, chaos: number): Record<string, unknown> => {
    const members = Object.entries(schema.properties ?? {}).filter(
      ([name]) => schema.required?.includes(name) === true || random.chance(0.5),
    );
    const value = Object.fromEntries(members.map(([name, property]) => [name, sample(property, chaos)]));
    const more = schema.additionalProperties;
    if (more === undefined || more === false) return value;
    const count = (schema.minProperties ?? 0) + random.below(3);
    for (let n = 0; n < count; n += 1) {
      const name = random.chance(chaos) ? random.pick(KEYS) : string({ type: 'string', ...schema.propertyNames });
      define(value, name, more === true ? junk() : sample(more, chaos));
    }
    return value;
  };

  const hostile = (schema: Schema): unknown => {
    if (random.chance(0.3)) return junk();
    const types = [schema.type ?? []].flat();
    if (schema.enum !== undefined) return String(schema.enum[0]).toLowerCase();
    if (types.includes('string')) return hostileString(schema);
    if (types.includes('integer') || types.includes('number')) return hostileNumber(schema);
    if (types.includes('array')) return hostileArray(schema);
    if (types.includes('object')) return hostileObject(schema);
    return fitting(schema, 0.3);
  };

  const hostileString = (schema: Schema): string => {
    const known = BY_FORMAT[schema.format ?? ''];
    if (known && random.chance(0.8)) return random.pick(known);
    const bound = random.chance(0.5) ? (schema.minLength ?? 0) : (schema.maxLength ?? 8);
    const length = Math.max(0, bound + random.below(3) - 1);
    const unit = random.pick(['a', 'a', ASTRAL, 'é', '\ud800', '\u0000']);
    if (random.chance(0.2)) return `${string(schema)}${random.pick([' ', '\n', '/', ASTRAL, '\u2028'])}`;
    return unit.repeat(length);
  };

  const hostileNumber = ({ minimum = -1e6, maximum = 1e6 }: Schema): number =>
    random.pick([
      minimum,
      maximum,
      minimum - 1,
      maximum + 1,
      minimum - 0.5,
      maximum + 0.5,
      minimum + 0.5,
      -0,
      1e21,
      -1e300,
      2 ** 53,
      Number.MIN_VALUE,
      maximum * (1 + Number.EPSILON),
    ]);

  const hostileArray = (schema: Schema): unknown[] => {
    const { minItems = 0, maxItems = 3, items = {} } = schema;
    const bound = random.chance(0.5) || maxItems > 300 ? minItems : maxItems;
    const length = Math.max(0, bound + random.below(3) - 1);
    const list = Array.from({ length }, () => sample(items, 0.01));
    return random.chance(0.5) && list.length > 0 ? [...list, reordered(list[0])] : list;
  };

  const hostileObject = (schema: Schema): unknown => {
    const value = object(schema, 0.05);
    const names = Object.keys(value);
    const victim = names[random.below(names.length)];
    if (victim !== undefined && random.chance(0.5))
      return Object.fromEntries(Object.entries(value).filter(([name]) => name !== victim));
    return define(value, random.pick(KEYS), random.pick<unknown>([{ polluted: true }, 1, junk()]));
  };

  const junk = (): unknown =>
    random.pick<unknown>([
      null,
      true,
      false,
      0,
      1.0,
      -1,
      1.5,
      '',
      '1',
      'true',
      'null',
      ASTRAL,
      [],
      [null],
      [[]],
      {},
      { a: { b: [{ c: null }] } },
      JSON.parse('{"__proto__": {"polluted": true}}'),
      { length: 1, 0: 'a' },
      words[random.below(words.length)],
    ]);

  return (name, chaos) => {
    const schema = doc.components.schemas[name];
    if (schema === undefined) throw new Error(`no schema ${name}`);
    return sample(schema, chaos);
  };
}

/** As an own member even when it is called `__proto__`, which is what `JSON.parse` makes of it. */
function define(target: object, name: string, value: unknown): object {
  return Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}

function reordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).reverse());
}

/** Every string of the document: its examples hold values for its patterns. */
function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : [];
}
