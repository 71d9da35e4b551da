import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../src/domain/errors.ts';
import { z } from '@hono/zod-openapi';
import { forbiddenContent } from '../../src/http/jsonContent.ts';
import { parseJson } from '../../src/http/jsonText.ts';
import { checkInTurns } from '../../src/http/longLists.ts';

const refusalOf = async (text: string): Promise<string> => {
  try {
    await parseJson(text);
  } catch (error) {
    if (error instanceof DomainError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'accepted';
};

describe('parseJson', () => {
  it('reads every JSON text as JSON.parse does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 8 }), fc.constantFrom(0, 2), async (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(await parseJson(text)).toEqual(JSON.parse(text));
      }),
      { seed: 20_261_123 },
    );
  });

  it('accepts 64 levels and refuses 65 (B39)', async () => {
    expect(await refusalOf('['.repeat(64) + ']'.repeat(64))).toBe('accepted');
    expect(await refusalOf('['.repeat(65) + ']'.repeat(65))).toContain('deeper than 64 levels');
    expect(await refusalOf('{"a":'.repeat(65))).toContain('deeper than 64 levels');
  });

  it('is not fooled by brackets and quotes inside strings', async () => {
    expect(await parseJson(`{"a":"${'['.repeat(200)}","b":"\\"{","c\\\\":1}`)).toEqual({
      a: '['.repeat(200),
      b: '"{',
      'c\\': 1,
    });
  });

  it.each([
    ['{"a":1,"a":2}', 'a'],
    ['{"a":1,"\\u0061":2}', 'a'],
    ['{"x":{"k":1,"y":[{}],"k" : 2}}', 'k'],
  ])('refuses %s, which has a key twice (B39)', async (text, key) => {
    expect(await refusalOf(text)).toBe(`malformed_json: The body has the key "${key}" twice in one object`);
  });

  it('lets different objects have the same keys', async () => {
    expect(await refusalOf('[{"a":1},{"a":2},{"a":{"a":"a"}}]')).toBe('accepted');
  });

  it.each(['', '{', '{bad}', '{"a":1,}', '[1 2]', '"open', 'nul', '{"a":1}}', '{"a" 1}', "{'a':1}"])(
    'refuses %s',
    async (text) => {
      expect(await refusalOf(text)).toContain('malformed_json: The body is not valid JSON');
    },
  );

  it('says nothing of the body in its refusal but the place', async () => {
    expect(await refusalOf('{"password": "hunter2" oops}')).not.toContain('hunter2');
  });
});

describe('forbiddenContent', () => {
  it('names the field of every text that no database can keep (B41)', async () => {
    const found = await forbiddenContent({ a: 'x\0', b: ['ok', { c: '\ud800' }], 'k\0': 1, fine: '😀' });
    expect(found).toEqual([
      { path: 'a', message: 'must not contain the character U+0000' },
      { path: 'b[1].c', message: 'must not contain half of a surrogate pair' },
      { path: '["k\\u0000"]', message: 'must not contain the character U+0000' },
    ]);
  });

  it('refuses keys that reach for a prototype (B40)', async () => {
    const body = await parseJson('{"a":{"__proto__":{"polluted":1}},"constructor":{"prototype":{"polluted":1}}}');
    expect((await forbiddenContent(body)).map(({ path }) => path)).toEqual(['a.__proto__', 'constructor.prototype']);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('refuses a number that no double can hold (B39)', async () => {
    const body = await parseJson(`{"n":1${'0'.repeat(400)}}`);
    expect(await forbiddenContent(body)).toEqual([{ path: 'n', message: 'is a number too large to keep' }]);
  });

  it('finds nothing in ordinary data', async () => {
    expect(await forbiddenContent({ constructor: 'x', prototype: [1, null, true, 'é😀'] })).toEqual([]);
  });
});

describe('a body with a long list', () => {
  const schema = z.strictObject({
    name: z.string(),
    items: z
      .array(z.strictObject({ id: z.string().max(8), n: z.number().default(7) }))
      .min(1)
      .max(6_000),
  });
  const items = (count: number): unknown[] => Array.from({ length: count }, (_, i) => ({ id: `i${i}` }));
  const odd: [string, (list: unknown[]) => void][] = [
    ['nothing wrong', () => undefined],
    [
      'faults in several pieces',
      (list) => [0, 1_999, 2_000, 4_321].forEach((i) => (list[i] = { id: 'far too long', x: 1 })),
    ],
    ['one too many', (list) => list.push(...items(1_001))],
  ];

  it.each(odd)('is checked as at once: %s', async (_, change) => {
    const body = () => {
      const list = items(5_000);
      change(list);
      return { name: 'b', items: list };
    };
    const expected = schema.safeParse(body());
    const found = await checkInTurns(schema, body());
    expect(found.data).toEqual(expected.data);
    expect(found.error?.issues).toEqual(expected.error?.issues);
  });

  it('is checked while others get their turn', async () => {
    let turns = 0;
    let open = true;
    const count = (): void => {
      turns++;
      if (open) setImmediate(count);
    };
    setImmediate(count);
    const body = { name: 'b', items: items(5_999) };
    expect(await forbiddenContent(body)).toEqual([]);
    await checkInTurns(schema, body);
    open = false;
    expect(turns).toBeGreaterThanOrEqual(3);
  });

  it('has what no database can keep named by its place', async () => {
    const list = items(5_999);
    list[5_500] = { id: 'x\0' };
    const message = 'must not contain the character U+0000';
    expect(await forbiddenContent({ items: list })).toEqual([{ path: 'items[5500].id', message }]);
  });
});
