import { expect, vi } from 'vitest';
import type { Schedule } from '../../generated/contract/orchestrator.ts';
import type { TestServer } from '../harness/server.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };

/** Schedules of a running server, whose times come when a test says so. */
export function timed(server: TestServer) {
  async function data<T>(method: string, path: string, json?: unknown, token?: string): Promise<T> {
    const options = { method, ...(json === undefined ? {} : { json }), ...(token === undefined ? {} : { token }) };
    const { status, body, text } = await server.request('orchestrator', path, options);
    if (status >= 300) throw new Error(`${status}: ${text}`);
    return body.data as T;
  }
  const get = (id: string): Promise<Schedule> => data<Schedule>('GET', `/schedules/${id}`);
  return {
    data,
    get,
    /** Once a year, so that nothing happens but what the test makes happen. */
    create: (name: string, more: object, token?: string): Promise<Schedule> =>
      data<Schedule>('POST', '/schedules', { name, cron: '0 0 1 1 *', ...more }, token),
    update: (id: string, json: object, token?: string): Promise<Schedule> =>
      data<Schedule>('PUT', `/schedules/${id}`, json, token),
    /** Its time came so many seconds ago; the servers are told. */
    async come(ids: readonly string[], secondsAgo = 0): Promise<void> {
      await server.database.statement(
        `update schedules set next_at = date_trunc('milliseconds', now()) - make_interval(secs => $2)
         where id = any($1::text::uuid[])`,
        [`{${ids.join()}}`, secondsAgo],
      );
      await server.database.notify('provisioning_runs', 'scheduled');
    },
    soon: (id: string, expected: object): Promise<Schedule> =>
      vi.waitFor(async () => {
        const schedule = await get(id);
        expect(schedule).toMatchObject(expected);
        return schedule;
      }, PATIENCE),
  };
}
