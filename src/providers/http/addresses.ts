import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Cidr = readonly [Address, number];

/** Which addresses may be called. `onlyAllowed`: those in the list. `publicOrAllowed`: those, and all public ones. */
export type AddressMode = 'onlyAllowed' | 'publicOrAllowed';

/** @throws Error naming the entry that is neither an address nor a network in CIDR form */
export function parseCidrs(entries: readonly string[]): Cidr[] {
  return entries.map((entry) => {
    if (ipaddr.isValidCIDR(entry)) return ipaddr.parseCIDR(entry);
    if (!isAddress(entry))
      throw new Error(`${JSON.stringify(entry)} is neither an address nor a network such as 10.0.0.0/8`);
    const address = ipaddr.parse(entry);
    return [address, address.kind() === 'ipv4' ? 32 : 128];
  });
}

/** Four dotted decimals or an IPv6 address; the shorter and odder spellings are folded by `new URL` before. */
export const isAddress = (text: string): boolean =>
  ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);

/** RFC 4291 section 2.4, as assigned by IANA. */
const globalUnicast: Cidr = ipaddr.parseCIDR('2000::/3');
const nat64: Cidr = ipaddr.parseCIDR('64:ff9b::/96');

const within = (address: Address, [network, bits]: Cidr): boolean =>
  address.kind() === network.kind() && address.match(network, bits);

/**
 * The IPv4 address that an IPv6 one stands for: mapped (RFC 4291 section 2.5.5) and NAT64 with the well-known prefix
 * (RFC 6052 section 2.1). Packets to those reach the inner address, so the inner one is judged.
 */
function inner(address: Address): Address {
  if (!(address instanceof ipaddr.IPv6)) return address;
  if (address.range() !== 'ipv4Mapped' && !within(address, nat64)) return address;
  return new ipaddr.IPv4(address.toByteArray().slice(12));
}

/** Why this resolved address may not be called, as the end of a sentence; null when it may. */
export function addressRefusal(text: string, mode: AddressMode, allowed: readonly Cidr[]): string | null {
  if (!isAddress(text)) return `${text} is not an address`;
  const outer = ipaddr.parse(text);
  const address = inner(outer);
  if (allowed.some((cidr) => within(address, cidr) || within(outer, cidr))) return null;
  if (mode === 'onlyAllowed') return `${text} lies in none of the allowed networks`;
  // Everything else (private, loopback, link-local, shared, 6to4, Teredo, documentation, …) isn't the public internet,
  // and of IPv6 only 2000::/3 is given out as such: `::7f00:1` is no named range, but an old way to write 127.0.0.1.
  const isPublic = address.range() === 'unicast' && (address.kind() === 'ipv4' || within(address, globalUnicast));
  return isPublic ? null : `${text} is not a public address (${address.range()})`;
}
