import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../domain/log.ts';

/** Between two rounds of notifications: an event is that late at most on another server, and a busy one says less. */
const PAUSE_MS = 10;

export interface Announcer {
  /** `latest`: what still waits on this channel is replaced, since the newest says it all. */
  announce(channel: string, payload: string, latest?: boolean): void;
  idle(): Promise<void>;
}

/**
 * Tells the other servers of the database that something happened, without holding up who says so: what comes while a
 * notification is under way is told by one more after it. Their polling covers what is lost.
 */
export function createAnnouncer({
  notify,
  log,
}: {
  readonly notify: (channel: string, payload: string) => Promise<void>;
  readonly log: Log;
}): Announcer {
  const waiting = new Map<string, readonly [channel: string, payload: string]>();
  let sending: Promise<void> | undefined;

  const send = async (): Promise<void> => {
    while (waiting.size > 0) {
      const round = [...waiting.values()];
      waiting.clear();
      for (const [channel, payload] of round) {
        try {
          await notify(channel, payload);
        } catch (error) {
          log.debug('a notification was lost', { channel, error });
        }
      }
      await delay(PAUSE_MS);
    }
  };

  return {
    announce(channel, payload, latest = false) {
      waiting.set(latest ? channel : `${channel}\n${payload}`, [channel, payload]);
      sending ??= send().finally(() => {
        sending = undefined;
      });
    },
    idle: () => sending ?? Promise.resolve(),
  };
}
