import type { Log } from '../domain/log.ts';

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
}): { announce(channel: string, payload: string): void; idle(): Promise<void> } {
  const waiting = new Set<string>();
  let sending: Promise<void> | undefined;

  const send = async (): Promise<void> => {
    for (const message of waiting) {
      waiting.delete(message);
      const [channel = '', payload = ''] = message.split('\n');
      try {
        await notify(channel, payload);
      } catch (error) {
        log.debug('a notification was lost', { channel, error });
      }
    }
  };

  return {
    announce(channel, payload) {
      waiting.add(`${channel}\n${payload}`);
      sending ??= send().finally(() => {
        sending = undefined;
      });
    },
    idle: () => sending ?? Promise.resolve(),
  };
}
