import { pino, type DestinationStream } from 'pino';
import type { Log } from '../domain/log.ts';
import { scrub, scrubText } from './scrub.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/**
 * JSON lines on standard output (or `destination`): `{"level", "time" (RFC 3339), "msg", …fields}`. Secrets are taken
 * out of the fields and the text is escaped by JSON, so one call is always one line.
 */
export function createLog(options: { readonly level: LogLevel; readonly destination?: DestinationStream }): Log {
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    // Written at once: the last lines before an exit must not be lost.
    options.destination ?? pino.destination({ dest: 1, sync: true }),
  );
  const line =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (msg: string, fields: Readonly<Record<string, unknown>> = {}): void => {
      if (logger.isLevelEnabled(level)) logger[level](scrub(fields) as object, scrubText(msg));
    };
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}
