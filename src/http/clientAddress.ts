import ipaddr from 'ipaddr.js';
import { plainAddress } from './address.ts';

/** The header in which the proxies tell whom they speak for; the other one is never looked at. */
export type ForwardedHeader = 'x-forwarded-for' | 'forwarded';

export interface ProxySettings {
  /** Networks of proxies whose word is taken; none when empty. */
  readonly trusted: readonly string[];
  readonly header: ForwardedHeader;
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** `203.0.113.9`, `203.0.113.9:4711`, `[2001:db8::1]:4711`, quoted or not; undefined for `unknown` and made-up names. */
function addressOf(text: string): string | undefined {
  const bare = text.trim().replace(/^"(.*)"$/, '$1');
  const host = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(bare)?.[1] ?? /^([\d.]+)(?::\d{1,5})?$/.exec(bare)?.[1] ?? bare;
  return ipaddr.IPv4.isValidFourPartDecimal(host) || ipaddr.IPv6.isValid(host) ? plainAddress(host) : undefined;
}

/** The hops of the header, nearest to the client first; a hop that hides itself is undefined. */
function hopsOf(text: string, header: ForwardedHeader): (string | undefined)[] {
  if (header === 'x-forwarded-for') return text.split(',').map(addressOf);
  // RFC 7239 section 4: elements by comma, pairs by semicolon; names in any case.
  return text.split(',').map((element) => {
    const pair = element.split(';').find((one) => /^\s*for\s*=/i.test(one));
    return pair === undefined ? undefined : addressOf(pair.slice(pair.indexOf('=') + 1));
  });
}

/**
 * Makes the rule that finds out who asks. The peer of the connection, unless it is a trusted proxy: then the nearest hop
 * before it that is none. What stands further left was written by that hop, who may have made it up.
 */
export function createClientAddress({ trusted, header }: ProxySettings) {
  const networks = trusted.map((cidr) => ipaddr.parseCIDR(cidr));
  const isTrusted = (text: string): boolean => {
    if (!ipaddr.isValid(text)) return false;
    const address: Address = ipaddr.process(text);
    return networks.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
  };
  return (peer: string | undefined, headerOf: (name: string) => string | undefined): string | null => {
    if (peer === undefined) return null;
    let client = plainAddress(peer);
    if (networks.length === 0) return client;
    const told = headerOf(header);
    const hops = told === undefined ? [] : hopsOf(told, header);
    while (hops.length > 0 && isTrusted(client)) {
      const hop = hops.pop();
      if (hop === undefined) break;
      client = hop;
    }
    return client;
  };
}
