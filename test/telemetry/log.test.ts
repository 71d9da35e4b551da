import { describe, expect, it } from 'vitest';
import { DomainError } from '../../src/domain/errors.ts';
import { createLog, type LogLevel } from '../../src/telemetry/log.ts';

const jwt = 'eyJhbGciOiJFZERTQSIsImtpZCI6ImsifQ.eyJzdWIiOiJ1In0.c2lnbmF0dXJl';

const capture = (level: LogLevel = 'debug') => {
  const lines: string[] = [];
  const log = createLog({ level, destination: { write: (line) => lines.push(line) } });
  return { log, lines };
};

describe('log', () => {
  it('writes one JSON line a call with level, time, message and fields', () => {
    const { log, lines } = capture();
    log.info('ready', { orchestrator: 'http://127.0.0.1:9090' });
    expect(lines).toHaveLength(1);
    const line = JSON.parse(lines[0]!) as Record<string, unknown>;
    expect(line).toMatchObject({ level: 'info', msg: 'ready', orchestrator: 'http://127.0.0.1:9090' });
    expect(new Date(String(line['time'])).toISOString()).toBe(line['time']);
  });

  it('writes nothing below its level', () => {
    const { log, lines } = capture('warn');
    log.info('quiet');
    log.warn('heard');
    expect(lines).toHaveLength(1);
  });

  it('B86 keeps line breaks, terminal codes and JSON in a value inside its one line', () => {
    const { log, lines } = capture();
    log.info('login failed\n{"level":"error"}', {
      username: 'a\r\n\u001b[31m{"level":"error"}',
      agent: 'x'.repeat(1_000_000),
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]!.trimEnd()).not.toMatch(/[\r\n\u001b]/);
    expect(lines[0]!.length).toBeLessThan(10_000);
    expect((JSON.parse(lines[0]!) as { level: string }).level).toBe('info');
  });

  it('B87 hides passwords, tokens and secrets, wherever they stand', () => {
    const { log, lines } = capture();
    log.warn(`refused ${jwt}`, {
      password: 'canary-1',
      nested: { refreshToken: 'canary-2', list: [{ clientSecret: 'canary-3' }], authorization: { raw: 'canary-4' } },
      url: '/ws?token=canary-5&after=3',
      database: 'postgres://app:canary-6@db/x',
      text: `Bearer ${jwt}`,
    });
    expect(lines[0]).not.toContain('canary');
    expect(lines[0]).not.toContain(jwt);
    expect(lines[0]).toContain('/ws?token=***&after=3');
  });

  it('B87 tells an error with its causes but not the values of a failed statement', () => {
    const { log, lines } = capture();
    const cause = Object.assign(
      new Error('Failed query: insert into users values ($1)\nparams: canary-7,$argon2id$canary'),
      {
        code: '23505',
      },
    );
    log.error('request failed', {
      error: new DomainError('unavailable', 'The store is away', { cause, log: { table: 'users' } }),
    });
    expect(lines[0]).not.toContain('canary');
    expect(JSON.parse(lines[0]!)).toMatchObject({
      error: {
        name: 'DomainError',
        code: 'unavailable',
        message: 'The store is away',
        log: { table: 'users' },
        cause: { code: '23505', message: 'Failed query: insert into users values ($1)\nparams: ***' },
      },
    });
  });

  it('survives a value that holds itself', () => {
    const { log, lines } = capture();
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    log.info('round', { circle });
    expect(JSON.parse(lines[0]!)).toHaveProperty('circle');
  });
});
