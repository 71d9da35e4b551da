import { describe, expect, it } from 'vitest';
import { ok, scriptedServer } from '../sdk/scripted-server.ts';
import { commandLine, withToken } from './cli.ts';

const id = '7f3c1f0e-51a1-4f4e-8f61-0d4f5b0d7a21';
const schedule = {
  id,
  name: 'nightly',
  type: 'drift',
  cron: '@daily',
  time_zone: 'UTC',
  overlap: 'skip',
  catch_up: 'once',
  enabled: true,
  next_runs: ['2026-01-02T00:00:00Z'],
  waiting_since: null,
  last_run: null,
};

describe('provisioning schedule', () => {
  it.each([
    [
      ['create', 'nightly', '--cron', '@daily', '--drift', '--overlap', 'buffer_one'],
      'POST /schedules',
      { name: 'nightly', cron: '@daily', overlap: 'buffer_one', target: { type: 'drift' } },
      schedule,
    ],
    [
      ['create', 'plan', '--cron', '0 1 * * *', '--servers', 'production', '--check', '--paused'],
      'POST /schedules',
      {
        name: 'plan',
        cron: '0 1 * * *',
        enabled: false,
        target: { type: 'servers', request: { infra: 'production', check_mode: true } },
      },
      schedule,
    ],
    [['update', id, '--time-zone', 'Asia/Tokyo'], `PUT /schedules/${id}`, { time_zone: 'Asia/Tokyo' }, schedule],
    [['pause', id], `PUT /schedules/${id}`, { enabled: false }, schedule],
    [['resume', id], `PUT /schedules/${id}`, { enabled: true }, schedule],
    [['get', id], `GET /schedules/${id}`, null, schedule],
    [['delete', id], `DELETE /schedules/${id}`, null, 'Schedule deleted'],
  ])('asks for %j', async (argv, request, body, answer) => {
    const server = await scriptedServer(() => ok(answer));
    const { run } = await commandLine(server.url);
    const { exitCode, stdout } = await run(['schedule', ...argv], withToken);
    expect(exitCode).toBe(0);
    expect(stdout).not.toBe('');
    const [seen] = server.seen;
    expect([seen?.method, seen?.url]).toEqual(request.split(' '));
    expect(JSON.parse(seen?.body === '' || seen?.body === undefined ? 'null' : seen.body)).toEqual(body);
  });

  it('says what is missing before it asks', async () => {
    const { run } = await commandLine('http://127.0.0.1:9');
    for (const argv of [
      ['create', 'x', '--drift'],
      ['create', 'x', '--cron', '@daily'],
      ['update', id],
    ])
      expect((await run(['schedule', ...argv], withToken)).exitCode).toBe(2);
  });
});
