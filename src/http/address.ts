/** `::ffff:10.0.0.1` is how a dual-stack socket spells `10.0.0.1`; a zone (`%eth0`) says nothing to anybody else. */
export const plainAddress = (address: string): string =>
  address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').replace(/%.*$/, '');
