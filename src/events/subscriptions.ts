import type { LoggedEvent } from '../domain/events.ts';
import type { Log } from '../domain/log.ts';

export type OnEvents = (events: readonly LoggedEvent[]) => void | Promise<void>;

interface Subscriber {
  readonly onEvents: OnEvents;
  /** Sequence of the last event it was given. */
  position: number;
  readonly patient: boolean;
  /** Caught up with the tail: the next batch may be pushed to it. */
  live: boolean;
  closed: boolean;
}

export interface Subscriptions {
  /** Where the tail stands: every live subscriber has been given everything up to here. */
  position(): number;
  /** Sets the tail's first place; who subscribed earlier without a place of its own starts here. */
  begin(sequence: number): void;
  /** Moves the tail on by a batch that follows it directly; an empty one gives who failed another try. */
  deliver(batch: readonly LoggedEvent[]): void;
  /** Whether nobody follows. */
  none(): boolean;
  /** Whether somebody follows who wants every event at once. */
  impatient(): boolean;
  /** Moves the tail on without a batch, while nobody follows. */
  skipTo(sequence: number): void;
  add(onEvents: OnEvents, afterSequence?: number, patient?: boolean): () => void;
  close(): Promise<void>;
}

/**
 * Followers of the log. Live ones are pushed what the tail has read; one that lags (it asked for older events, or it
 * returned a promise) reads the log by itself until it stands where the tail stands. Each sees every event once.
 */
export function createSubscriptions({
  since,
  log,
}: {
  readonly since: (sequence: number) => Promise<readonly LoggedEvent[]>;
  readonly log: Log;
}): Subscriptions {
  const subscribers = new Set<Subscriber>();
  const catchingUp = new Set<Promise<void>>();
  let begun = false;
  let tail = 0;

  const give = async (to: Subscriber, events: readonly LoggedEvent[]): Promise<void> => {
    const last = events.at(-1);
    if (last === undefined) return;
    to.position = last.sequence;
    await to.onEvents(events);
  };

  const catchUp = async (subscriber: Subscriber, pending: Promise<void>): Promise<void> => {
    await pending;
    while (!subscriber.closed) {
      // No await between this test and `live`: the tail can't move in between.
      if (subscriber.position >= tail) {
        subscriber.live = true;
        return;
      }
      await give(subscriber, await since(subscriber.position));
    }
  };

  const lag = (subscriber: Subscriber, pending: Promise<void>): void => {
    subscriber.live = false;
    const run = catchUp(subscriber, pending)
      .catch((error: unknown) => {
        // Its place is behind the tail, which `push` notices at the next look at the log.
        log.warn('an event subscriber failed and is served again later', { error });
        subscriber.live = true;
      })
      .finally(() => catchingUp.delete(run));
    catchingUp.add(run);
  };

  const push = (subscriber: Subscriber, batch: readonly LoggedEvent[]): void => {
    const before = (batch[0]?.sequence ?? tail + 1) - 1;
    // Something between its place and this batch is missing (it failed before): let it read that first.
    if (subscriber.position < before) {
      lag(subscriber, Promise.resolve());
      return;
    }
    const unseen = batch.filter((event) => event.sequence > subscriber.position);
    if (unseen.length === 0) return;
    subscriber.position = unseen.at(-1)?.sequence ?? subscriber.position;
    try {
      const pending = subscriber.onEvents(unseen);
      if (pending !== undefined) lag(subscriber, pending);
    } catch (error) {
      log.error('an event subscriber threw', { error });
    }
  };

  return {
    position: () => tail,
    begin(sequence) {
      begun = true;
      tail = sequence;
      for (const subscriber of subscribers) {
        if (subscriber.position < 0) {
          subscriber.position = sequence;
          subscriber.live = true;
        } else lag(subscriber, Promise.resolve());
      }
    },
    deliver(batch) {
      tail = batch.at(-1)?.sequence ?? tail;
      for (const subscriber of subscribers) if (subscriber.live) push(subscriber, batch);
    },
    none: () => subscribers.size === 0,
    impatient: () => [...subscribers].some(({ patient }) => !patient),
    skipTo(sequence) {
      tail = Math.max(tail, sequence);
    },
    add(onEvents, afterSequence, patient = false) {
      const subscriber: Subscriber = {
        onEvents,
        position: afterSequence ?? (begun ? tail : -1),
        live: begun && afterSequence === undefined,
        closed: false,
        patient,
      };
      subscribers.add(subscriber);
      if (begun && afterSequence !== undefined) lag(subscriber, Promise.resolve());
      return () => {
        subscriber.closed = true;
        subscribers.delete(subscriber);
      };
    },
    async close() {
      for (const subscriber of subscribers) subscriber.closed = true;
      subscribers.clear();
      await Promise.allSettled(catchingUp);
    },
  };
}
