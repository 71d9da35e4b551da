/** Time and identity are passed in, so that a test can hold them still. */
export interface Clock {
  /** Now, as a Date in UTC. */
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
