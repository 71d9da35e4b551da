import { describe, expect, it } from 'vitest';
import { createClientAddress, type ForwardedHeader } from '../../src/http/clientAddress.ts';

const client = (
  peer: string,
  headers: Readonly<Record<string, string>>,
  {
    trusted = ['10.0.0.0/8', '2001:db8:1::/48'],
    header = 'x-forwarded-for',
  }: { readonly trusted?: readonly string[]; readonly header?: ForwardedHeader } = {},
) => createClientAddress({ trusted, header })(peer, (name) => headers[name]);

describe('B53 the address of a client', () => {
  it('is the peer, whatever it forwards, unless the peer is a trusted proxy', () => {
    const forged = { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9' };
    expect(client('198.51.100.1', forged)).toBe('198.51.100.1');
    expect(client('::ffff:198.51.100.1', forged)).toBe('198.51.100.1');
    expect(client('10.0.0.1', forged, { trusted: [] })).toBe('10.0.0.1');
    expect(client('10.0.0.1', {})).toBe('10.0.0.1');
  });

  it('is the nearest hop that is no trusted proxy: what stands before it may be made up', () => {
    expect(client('10.0.0.1', { 'x-forwarded-for': '203.0.113.9' })).toBe('203.0.113.9');
    expect(client('::ffff:10.0.0.1', { 'x-forwarded-for': '203.0.113.9' })).toBe('203.0.113.9');
    expect(client('10.0.0.1', { 'x-forwarded-for': '1.2.3.4, 203.0.113.9, 10.1.1.1' })).toBe('203.0.113.9');
    expect(client('10.0.0.1', { 'x-forwarded-for': '10.0.0.7,10.0.0.8' })).toBe('10.0.0.7');
    expect(client('2001:db8:1::1', { 'x-forwarded-for': '2001:db8:2::9' })).toBe('2001:db8:2::9');
  });

  it('is told with a port, in brackets, quoted, and no further than what makes sense', () => {
    expect(client('10.0.0.1', { 'x-forwarded-for': '203.0.113.9:4711' })).toBe('203.0.113.9');
    expect(client('10.0.0.1', { 'x-forwarded-for': '[2001:db8:2::9]:4711' })).toBe('2001:db8:2::9');
    for (const hidden of ['unknown', '_proxy', '', '203.0.113', '1.2.3.4, nonsense']) {
      expect(client('10.0.0.1', { 'x-forwarded-for': hidden })).toBe('10.0.0.1');
    }
  });

  it('comes from Forwarded only where that is the header of the proxies, and then from nothing else', () => {
    const both = { forwarded: 'proto=https;For="[2001:db8:2::9]:80", for=203.0.113.9', 'x-forwarded-for': '1.2.3.4' };
    expect(client('10.0.0.1', both, { header: 'forwarded' })).toBe('203.0.113.9');
    expect(client('10.0.0.1', { forwarded: 'For="[2001:db8:2::9]:80"' }, { header: 'forwarded' })).toBe(
      '2001:db8:2::9',
    );
    expect(client('10.0.0.1', both)).toBe('1.2.3.4');
    expect(client('10.0.0.1', { 'x-forwarded-for': '1.2.3.4' }, { header: 'forwarded' })).toBe('10.0.0.1');
  });
});
