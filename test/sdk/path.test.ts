import { describe, expect, it } from 'vitest';
import { baseUrlOf, path } from '../../sdk/core/path.ts';

describe('path', () => {
  it('encodes each value as one segment', () => {
    expect(path`/tasks/${'a/b?c#d é%2e'}/cancel`).toBe('/tasks/a%2Fb%3Fc%23d%20%C3%A9%252e/cancel');
  });

  it.each(['', '.', '..'])('refuses %j, which would call another route', (value) => {
    expect(() => path`/tasks/${value}/cancel`).toThrow(/path parameter 1/);
  });

  it('points at the value that is wrong', () => {
    expect(() => path`/a/${'good'}/b/${'..'}/c`).toThrow(
      [
        'path parameter 2 is "..", which a URL reads as a step and not as a name:',
        '/a/good/b/../c',
        '          ^^',
      ].join('\n'),
    );
  });

  it.each<unknown>([undefined, null, 7, {}])('refuses %j from callers without types', (value) => {
    expect(() => path`/tasks/${value as string}`).toThrow(/must be a string/);
  });

  it('refuses half of a surrogate pair', () => {
    expect(() => path`/tasks/${'\ud800'}`).toThrow(/surrogate/);
  });
});

describe('base URL', () => {
  it.each([
    ['http://localhost:9090', 'http://localhost:9090'],
    ['http://localhost:9090/', 'http://localhost:9090'],
    ['https://example.com/proxy/path//?x=1#y', 'https://example.com/proxy/path'],
  ])('%s is used as %s', (given, used) => {
    expect(baseUrlOf(given)).toBe(used);
  });

  it.each(['localhost:9090', '', 'ftp://example.com'])('refuses %j and says why', (given) => {
    expect(() => baseUrlOf(given)).toThrow(/base URL/);
  });
});
