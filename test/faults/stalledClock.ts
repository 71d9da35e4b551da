/**
 * Loaded before a server (`node --import`): its wall clock stands still at the moment it was started, while its timers and
 * everybody else's clock go on.
 */
const stalledAt = Date.now();
const RealDate = Date;

globalThis.Date = class extends RealDate {
  constructor(...given: readonly unknown[]) {
    if (given.length === 0) super(stalledAt);
    else super(...(given as [number]));
  }
  static override now(): number {
    return stalledAt;
  }
} as DateConstructor;
