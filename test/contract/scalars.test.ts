import { isDeepStrictEqual } from 'node:util';
import { z } from '@hono/zod-openapi';
import { expect, it } from 'vitest';
import {
  booleanFromText,
  integer,
  integerFromText,
  jsonObject,
  map,
  number,
  numberFromText,
  text,
  unique,
} from '../../scripts/generate/copied/scalars.ts';

const problems = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value).error?.issues.map(({ message }) => message);

it('counts code points, not UTF-16 units', () => {
  const two = text({ min: 2, max: 2 });
  expect(problems(two, '🚀🚀')).toBeUndefined();
  expect(problems(two, '🚀')).toEqual(['must have at least 2 characters']);
  expect(problems(two, '🚀🚀🚀')).toEqual(['must have at most 2 characters']);
});

it('names one reason for a string, its length before its pattern', () => {
  expect(problems(text({ max: 3, pattern: '^a+$', format: 'uuid' }), 'bbbb')).toEqual([
    'must have at most 3 characters',
  ]);
  expect(problems(text({ max: 3, pattern: '^a+$' }), 'b')).toEqual(['must match ^a+$']);
});

it('takes only dates that exist and that a database can keep', () => {
  const time = text({ format: 'date-time' });
  for (const value of [
    '2024-02-29T00:00:00Z',
    '2000-02-29T00:00:00Z',
    '0004-02-29t00:00:00.5z',
    '2025-12-31T23:59:59+14:00',
  ])
    expect(problems(time, value), value).toBeUndefined();
  for (const value of [
    '2023-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2016-12-31T23:59:60Z',
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59-01:00',
  ])
    expect(problems(time, value), value).toEqual(['must be a date and time with offset (RFC 3339)']);
});

it('takes 1.0 for a whole number and 1.5 for none', () => {
  expect(integer().parse(JSON.parse('1.0'))).toBe(1);
  expect(problems(integer({ max: 9 }), 1.5)).toEqual(['must be a whole number']);
  expect(problems(integer({ max: 9 }), 1e300)).toEqual(['must be at most 9']);
});

it('compares items as JSON values, whatever the order of their members', () => {
  const set = z.array(z.unknown()).check(unique);
  expect(
    problems(set, [
      { a: 1, b: [2] },
      { b: [2], a: 1 },
    ]),
  ).toEqual(['must not have the same item twice']);
  expect(
    problems(set, [{ a: 1 }, { a: '1' }, [1], 1, '1', null, 'null', true, ['a', 1], [['a', 1]], {}]),
  ).toBeUndefined();
});

it('keeps a __proto__ member as data and pollutes nothing', () => {
  const input: unknown = JSON.parse('{"__proto__": {"polluted": true}, "a": {}}');
  for (const schema of [jsonObject(), map(text(), jsonObject())]) {
    const output = schema.parse(input);
    expect(Object.keys(output)).toEqual(['__proto__', 'a']);
    expect(Object.getPrototypeOf(output)).toBe(Object.prototype);
    expect(isDeepStrictEqual(output, input)).toBe(true);
  }
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

it('refuses a map for each bad key, each bad value and its size, saying where', () => {
  const labels = map(text({ pattern: '^[a-z]+$' }), text({ max: 1 }), { max: 3 });
  expect(labels.safeParse({ A: 'x', b: 'yy', c: 1 }).error?.issues).toMatchObject([
    { path: ['A'], message: 'key must match ^[a-z]+$' },
    { path: ['b'], message: 'must have at most 1 character' },
    { path: ['c'], message: 'Invalid input: expected string, received number' },
  ]);
  expect(problems(labels, { a: '', b: '', c: '', d: '' })).toEqual(['must have at most 3 members']);
  for (const value of [null, [], 'a', 1]) expect(problems(labels, value)).toEqual(['must be an object']);
});

it('reads only the plain decimal form of a number from text', () => {
  const ratio = z.preprocess(numberFromText, number({ above: -2, below: 2 }));
  expect(['0', '-0.5', '1.25'].map((value) => ratio.parse(value))).toEqual([0, -0.5, 1.25]);
  for (const value of ['', ' 1', '1.', '.5', '01', '1e0', '+1', '0x1', 'NaN', '2', '-2', ['1']])
    expect(ratio.safeParse(value).success, String(value)).toBe(false);
  expect([integerFromText('12'), integerFromText('1.0'), integerFromText('-0')]).toEqual([12, '1.0', '-0']);
  expect([booleanFromText('true'), booleanFromText('false'), booleanFromText('TRUE')]).toEqual([true, false, 'TRUE']);
});
