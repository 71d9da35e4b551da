import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/domain/clock.ts';
import type { Database } from '../../src/repositories/database.ts';
import { createRateLimitRepository } from '../../src/repositories/rateLimits.ts';
import { addressGroup, createLimits, type Limits } from '../../src/services/limits.ts';
import { openTestDatabase } from '../harness/database.ts';
import { movableClock } from './identity.ts';

describe('rate limits', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  const server = (clock = systemClock): Limits =>
    createLimits({ repository: createRateLimitRepository({ database }), clock });

  it('B52 allow exactly the limit, with exact numbers', async () => {
    const limits = server();
    const answers = [];
    for (let index = 0; index < 7; index += 1) answers.push(await limits.consume('auth', '192.0.2.1', 5));
    expect(answers.map(({ allowed }) => allowed)).toEqual([true, true, true, true, true, false, false]);
    expect(answers.map(({ remaining }) => remaining)).toEqual([4, 3, 2, 1, 0, 0, 0]);
    expect(new Set(answers.map(({ resetEpochSeconds }) => resetEpochSeconds)).size).toBe(1);
    const wait = answers[0]!.resetEpochSeconds - Date.now() / 1000;
    expect(wait).toBeGreaterThan(30);
    expect(wait).toBeLessThan(62);
    for (const { retryAfterSeconds } of answers) {
      expect(retryAfterSeconds).toBeGreaterThanOrEqual(1);
      expect(retryAfterSeconds).toBeLessThanOrEqual(60);
    }
  });

  it('B52 number parallel requests of one user as if they had come one by one', async () => {
    const limits = server();
    const answers = await Promise.all(Array.from({ length: 25 }, () => limits.consume('general', 'user-9', 20)));
    expect(answers.map(({ remaining }) => remaining).sort((a, b) => b - a)).toEqual(
      Array.from({ length: 25 }, (_, index) => Math.max(0, 19 - index)),
    );
    expect(answers.filter(({ allowed }) => allowed)).toHaveLength(20);
  });

  it('B53 are shared by servers, also by one that starts later, and hold for parallel requests', async () => {
    const servers = [server(), server()];
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) => servers[index % 2]!.consume('general', 'user-1', 10)),
    );
    expect(answers.filter(({ allowed }) => allowed)).toHaveLength(10);
    expect((await server().consume('general', 'user-1', 10)).allowed).toBe(false);
  });

  it('B52 say exact numbers of a limit that is counted ahead, and use all of it', async () => {
    const limits = server();
    const answers = [];
    for (let index = 0; index < 405; index += 1) answers.push(await limits.consume('general', 'user-6', 400));
    expect(answers.map(({ remaining }) => remaining)).toEqual(
      Array.from({ length: 405 }, (_, index) => Math.max(0, 399 - index)),
    );
    expect(answers.filter(({ allowed }) => allowed)).toHaveLength(400);
    for (const { retryAfterSeconds } of answers) expect(retryAfterSeconds).toBeLessThanOrEqual(60);
  });

  it('B53 exceed no limit that servers count ahead, and give up at most a hundredth a server', async () => {
    const servers = [server(), server()];
    let allowed = 0;
    for (let round = 0; round < 22; round += 1) {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => servers[index % 2]!.consume('general', 'user-7', 400)),
      );
      allowed += answers.filter((answer) => answer.allowed).length;
    }
    expect(allowed).toBeLessThanOrEqual(400);
    expect(allowed).toBeGreaterThanOrEqual(400 - 2 * 4);
  });

  it('B53 use nothing that was counted ahead after its window has ended', async () => {
    const clock = movableClock();
    const limits = server(clock);
    for (let index = 0; index < 3; index += 1) await limits.consume('general', 'user-8', 1_000);
    await database.in(undefined).execute(sql`delete from rate_limits where key = 'general:user-8'`);
    clock.advance(60_001);
    expect((await limits.consume('general', 'user-8', 1_000)).remaining).toBe(999);
  });

  it('B54 count each subject and each bucket for itself', async () => {
    const limits = server();
    await limits.consume('general', 'user-2', 1);
    expect((await limits.consume('general', 'user-2', 1)).allowed).toBe(false);
    expect((await limits.consume('general', 'user-3', 1)).allowed).toBe(true);
    expect((await limits.consume('batch', 'user-2', 1)).allowed).toBe(true);
  });

  it('open a new window when the last has ended', async () => {
    const first = server();
    await first.consume('batch', 'user-4', 1);
    expect((await first.consume('batch', 'user-4', 1)).allowed).toBe(false);
    const past = sql`update rate_limits set expires_at = clock_timestamp() - interval '1 second' where key = 'batch:user-4'`;
    await database.in(undefined).execute(past);
    expect((await server().consume('batch', 'user-4', 1)).allowed).toBe(true);
  });

  it('remember a used-up window only until it ends', async () => {
    const clock = movableClock();
    const limits = server(clock);
    await limits.consume('batch', 'user-5', 1);
    expect((await limits.consume('batch', 'user-5', 1)).allowed).toBe(false);
    await database.in(undefined).execute(sql`delete from rate_limits where key = 'batch:user-5'`);
    expect((await limits.consume('batch', 'user-5', 1)).allowed).toBe(false);
    clock.advance(60_001);
    expect((await limits.consume('batch', 'user-5', 1)).allowed).toBe(true);
  });

  it('are off at 0', async () => {
    const answer = await server().consume('auth', 'anyone', 0);
    expect(answer).toMatchObject({ allowed: true, limit: 0 });
  });

  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:aaaa::1', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:bbbb::9', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['unknown', 'unknown'],
  ])('B53 count %s as %s', (address, group) => {
    expect(addressGroup(address)).toBe(group);
  });
});
