import { describe, expect, it } from 'vitest';
import { DomainError } from '../../src/domain/errors.ts';
import { cronTimes } from '../../src/services/cron.ts';

const times = (expression: string, zone: string, from: string, count: number): string[] =>
  cronTimes(expression, zone, new Date(from))
    .next(count, new Date(from))
    .map((time) => time.toISOString().slice(0, 16));

describe('the times of a cron expression', () => {
  it('keep the hour of the wall clock when clocks change', () => {
    expect(times('0 9 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-29T07:00',
      '2026-03-30T07:00',
    ]);
    expect(times('0 9 * * *', 'Europe/Berlin', '2026-03-27T12:00:00Z', 1)).toEqual(['2026-03-28T08:00']);
  });

  it('are the moment of the change where they would not exist, once', () => {
    expect(times('30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-29T01:00',
      '2026-03-30T00:30',
    ]);
    expect(times('30 2 * * *', 'America/New_York', '2026-03-08T05:00:00Z', 2)).toEqual([
      '2026-03-08T07:00',
      '2026-03-09T06:30',
    ]);
  });

  it('are the first of two where an hour comes twice, but go on where every hour counts', () => {
    expect(times('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30',
      '2026-10-26T01:30',
    ]);
    expect(times('*/30 * * * *', 'Europe/Berlin', '2026-10-24T23:45:00Z', 4)).toEqual([
      '2026-10-25T00:00',
      '2026-10-25T00:30',
      '2026-10-25T01:00',
      '2026-10-25T01:30',
    ]);
  });

  it('rise, whatever the zone does', () => {
    for (const zone of ['Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC']) {
      const all = times('*/20 1-3 * * *', zone, '2026-01-01T00:00:00Z', 3_300);
      expect(new Set(all).size).toBe(all.length);
      expect([...all].sort()).toEqual(all);
    }
  });

  it('are found backward too: the latest of those that were missed', () => {
    const cron = cronTimes('0 * * * *', 'UTC', new Date('2026-01-01T00:00:00Z'));
    const from = new Date('2026-01-01T01:00:00Z');
    const latest = (moment: string) => cron.latest(from, new Date(moment)).toISOString();
    expect(latest('2026-01-01T01:00:00Z')).toBe('2026-01-01T01:00:00.000Z');
    expect(latest('2026-01-01T05:59:59Z')).toBe('2026-01-01T05:00:00.000Z');
    expect(latest('2026-01-01T06:00:00Z')).toBe('2026-01-01T06:00:00.000Z');
  });

  it.each([
    ['0 0 30 2 *', 'UTC', 'cron', 'never comes'],
    ['60 * * * *', 'UTC', 'cron', 'Invalid value for minute'],
    ['* * * * * *', 'UTC', 'cron', 'five parts'],
    ['@reboot', 'UTC', 'cron', 'no cron expression'],
    ['0 0 * * *', 'Mars/Olympus', 'time_zone', 'no time zone'],
  ])('%s in %s is refused, naming %s', (expression, zone, path, message) => {
    const refused = (): unknown => {
      try {
        return cronTimes(expression, zone, new Date('2026-01-01T00:00:00Z'));
      } catch (error) {
        return error;
      }
    };
    const error = refused() as DomainError;
    expect(error).toBeInstanceOf(DomainError);
    expect(error.code).toBe('unprocessable');
    expect(error.details[0]?.path).toBe(path);
    expect(error.message).toContain(message);
  });
});
