import { describe, expect, it } from 'vitest';
import { chooseErrorType, chooseType, JSON_TYPE, PROBLEM_TYPE, VENDOR_TYPE } from '../../src/http/negotiate.ts';

const ENVELOPE = [JSON_TYPE, VENDOR_TYPE];
const METRICS = ['text/plain; version=0.0.4'];

describe('chooseType', () => {
  it.each([
    [undefined, JSON_TYPE],
    ['', JSON_TYPE],
    ['*/*', JSON_TYPE],
    ['application/*', JSON_TYPE],
    ['application/json', JSON_TYPE],
    ['application/json; charset=utf-8', JSON_TYPE],
    ['text/html,application/xhtml+xml,*/*;q=0.8', JSON_TYPE],
    ['application/vnd.provisioning.v1+json', VENDOR_TYPE],
    ['Application/VND.Provisioning.v1+JSON', VENDOR_TYPE],
    ['application/vnd.provisioning.v1+json, */*;q=0.1', VENDOR_TYPE],
    ['application/json, application/vnd.provisioning.v1+json', VENDOR_TYPE],
    ['application/json, application/vnd.provisioning.v1+json;q=0.5', JSON_TYPE],
    ['application/problem+json', JSON_TYPE],
    ['application/vnd.provisioning.v2+json, application/json', JSON_TYPE],
    ['application/vnd.provisioning.v2+json', null],
    ['application/vnd.provisioning.v1+json;q=0', null],
    ['text/html', null],
    ['application/json;q=0', null],
    ['application/json;q=2', null],
  ])('answers Accept: %s with %s', (accept, type) => {
    expect(chooseType(accept, ENVELOPE)).toBe(type);
  });

  it('gives a scraper the text it can read', () => {
    const prometheus = 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1';
    expect(chooseType(prometheus, METRICS)).toBe(METRICS[0]);
    expect(chooseType('application/json', METRICS)).toBeNull();
  });

  it('never gives the vendor type where the contract has none', () => {
    expect(chooseType('application/vnd.provisioning.v1+json', [JSON_TYPE])).toBeNull();
  });
});

describe('chooseErrorType', () => {
  it.each([
    [undefined, JSON_TYPE],
    ['text/html', JSON_TYPE],
    ['application/vnd.provisioning.v2+json', JSON_TYPE],
    ['application/vnd.provisioning.v1+json', VENDOR_TYPE],
    ['application/problem+json', PROBLEM_TYPE],
    ['application/json, application/problem+json', PROBLEM_TYPE],
    ['application/json, application/problem+json;q=0', JSON_TYPE],
  ])('refuses Accept: %s with %s', (accept, type) => {
    expect(chooseErrorType(accept)).toBe(type);
  });
});
