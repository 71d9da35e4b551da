import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../src/domain/errors.ts';
import { forbiddenContent } from '../../src/http/jsonContent.ts';
import { parseJson } from '../../src/http/jsonText.ts';

const refusalOf = (text: string): string => {
  try {
    parseJson(text);
  } catch (error) {
    if (error instanceof DomainError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'accepted';
};

describe('parseJson', () => {
  it('reads every JSON text as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
      { seed: 20_261_123 },
    );
  });

  it('accepts 64 levels and refuses 65 (B39)', () => {
    expect(refusalOf('['.repeat(64) + ']'.repeat(64))).toBe('accepted');
    expect(refusalOf('['.repeat(65) + ']'.repeat(65))).toContain('deeper than 64 levels');
    expect(refusalOf('{"a":'.repeat(65))).toContain('deeper than 64 levels');
  });

  it('is not fooled by brackets and quotes inside strings', () => {
    expect(parseJson(`{"a":"${'['.repeat(200)}","b":"\\"{","c\\\\":1}`)).toEqual({
      a: '['.repeat(200),
      b: '"{',
      'c\\': 1,
    });
  });

  it.each([
    ['{"a":1,"a":2}', 'a'],
    ['{"a":1,"\\u0061":2}', 'a'],
    ['{"x":{"k":1,"y":[{}],"k" : 2}}', 'k'],
  ])('refuses %s, which has a key twice (B39)', (text, key) => {
    expect(refusalOf(text)).toBe(`malformed_json: The body has the key "${key}" twice in one object`);
  });

  it('lets different objects have the same keys', () => {
    expect(refusalOf('[{"a":1},{"a":2},{"a":{"a":"a"}}]')).toBe('accepted');
  });

  it.each(['', '{', '{bad}', '{"a":1,}', '[1 2]', '"open', 'nul', '{"a":1}}', '{"a" 1}', "{'a':1}"])(
    'refuses %s',
    (text) => {
      expect(refusalOf(text)).toContain('malformed_json: The body is not valid JSON');
    },
  );

  it('says nothing of the body in its refusal but the place', () => {
    expect(refusalOf('{"password": "hunter2" oops}')).not.toContain('hunter2');
  });
});

describe('forbiddenContent', () => {
  it('names the field of every text that no database can keep (B41)', () => {
    const found = forbiddenContent({ a: 'x\0', b: ['ok', { c: '\ud800' }], 'k\0': 1, fine: '😀' });
    expect(found).toEqual([
      { path: 'a', message: 'must not contain the character U+0000' },
      { path: 'b[1].c', message: 'must not contain half of a surrogate pair' },
      { path: '["k\\u0000"]', message: 'must not contain the character U+0000' },
    ]);
  });

  it('refuses keys that reach for a prototype (B40)', () => {
    const body = parseJson('{"a":{"__proto__":{"polluted":1}},"constructor":{"prototype":{"polluted":1}}}');
    expect(forbiddenContent(body).map(({ path }) => path)).toEqual(['a.__proto__', 'constructor.prototype']);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('refuses a number that no double can hold (B39)', () => {
    const body = parseJson(`{"n":1${'0'.repeat(400)}}`);
    expect(forbiddenContent(body)).toEqual([{ path: 'n', message: 'is a number too large to keep' }]);
  });

  it('finds nothing in ordinary data', () => {
    expect(forbiddenContent({ constructor: 'x', prototype: [1, null, true, 'é😀'] })).toEqual([]);
  });
});
