import { readFile, stat, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ok, scriptedServer, type Scripted, type SeenRequest } from '../sdk/scripted-server.ts';
import { commandLine } from './cli.ts';

const login = {
  token: 'fresh-token',
  expires_at: '2026-01-01T01:00:00Z',
  refresh_token: 'fresh-refresh',
  refresh_expires_at: '2026-01-08T00:00:00Z',
  user: { id: '7f3c1f0e-51a1-4f4e-8f61-0d4f5b0d7a21', username: 'admin', email: 'a@example.com', roles: ['admin'] },
};
const script = ({ url }: SeenRequest): Scripted =>
  url === '/auth/login' ? ok(login) : url === '/auth/logout' ? ok('Successfully logged out') : ok([]);

describe('login', () => {
  it('keeps the token in a file that only its owner can read, and later commands send it', async () => {
    const server = await scriptedServer(script);
    const { run, credentialsFile } = await commandLine(server.url);
    const done = await run(['login', 'admin', '--password-stdin'], { stdin: 'secret password\n' });
    expect(done).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('logged in') });
    expect((await stat(credentialsFile)).mode & 0o777).toBe(0o600);
    await run(['tasks', 'list']);
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({ username: 'admin', password: 'secret password' });
    expect(server.seen[1]?.headers.authorization).toBe('Bearer fresh-token');
  });

  it('asks a person for what is missing and never shows token or password', async () => {
    const server = await scriptedServer(script);
    const { run } = await commandLine(server.url);
    const done = await run(['login', '--json', '--mfa', '123456'], { answers: ['admin', 'typed'] });
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({
      username: 'admin',
      password: 'typed',
      mfa_code: '123456',
    });
    expect(done.stdout + done.stderr).not.toMatch(/fresh-token|fresh-refresh|typed/);
  });

  it('asks for the code of a second factor when it was refused without one', async () => {
    const server = await scriptedServer((request) =>
      request.body.includes('mfa_code') || request.body.includes('recovery_code') ? ok(login) : { status: 401 },
    );
    const { run } = await commandLine(server.url);
    expect(await run(['login', 'admin'], { answers: ['typed', '012345'] })).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(server.seen[1]?.body ?? '')).toMatchObject({ mfa_code: '012345' });
    await run(['login', 'admin'], { answers: ['typed', 'ab2d-efgh-jk3m-npqr'] });
    expect(JSON.parse(server.seen[3]?.body ?? '')).toMatchObject({ recovery_code: 'ab2d-efgh-jk3m-npqr' });
    expect(await run(['login', 'admin'], { answers: ['typed', ''] })).toMatchObject({ exitCode: 3 });
  });

  it('without a terminal says how to pass the password', async () => {
    const { run } = await commandLine('http://127.0.0.1:9');
    expect(await run(['login', 'admin'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--password-stdin'),
    });
  });

  it('never sends the token of one orchestrator to another', async () => {
    const server = await scriptedServer(script);
    const { run } = await commandLine(server.url);
    await run(['login', 'admin'], { answers: ['typed'] });
    const elsewhere = await run(['tasks', 'list', '--url', 'http://127.0.0.1:9']);
    expect(elsewhere).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('not logged in to http://127.0.0.1:9'),
    });
  });

  it('that has expired is said to have, before anything is sent', async () => {
    const server = await scriptedServer(script);
    const { run } = await commandLine(server.url);
    await run(['login', 'admin'], { answers: ['typed'] });
    const late = await run(['tasks', 'list'], { now: Date.UTC(2026, 0, 1, 2) });
    expect(late).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('has expired') });
    expect(server.seen).toHaveLength(1);
  });
});

describe('logout', () => {
  it('ends the session on the server and forgets the token', async () => {
    const server = await scriptedServer(script);
    const { run, credentialsFile } = await commandLine(server.url);
    await run(['login', 'admin'], { answers: ['typed'] });
    expect(await run(['logout'])).toMatchObject({ exitCode: 0 });
    expect(server.seen[1]).toMatchObject({ url: '/auth/logout', headers: { authorization: 'Bearer fresh-token' } });
    expect(await readFile(credentialsFile, 'utf8')).toBe('{}\n');
  });

  it('forgets a token that the server no longer accepts', async () => {
    const server = await scriptedServer((request) =>
      request.url === '/auth/logout' ? { status: 401 } : script(request),
    );
    const { run } = await commandLine(server.url);
    await run(['login', 'admin'], { answers: ['typed'] });
    expect(await run(['logout'])).toMatchObject({ exitCode: 0 });
    expect(await run(['tasks', 'list'])).toMatchObject({ exitCode: 3 });
  });
});

it('a broken credentials file is named, with what to do about it', async () => {
  const server = await scriptedServer(script);
  const { run, credentialsFile } = await commandLine(server.url);
  await run(['login', 'admin'], { answers: ['typed'] });
  await writeFile(credentialsFile, '{"x": 1}');
  const failed = await run(['tasks', 'list']);
  expect(failed.exitCode).toBe(1);
  expect(failed.stderr).toContain(`${credentialsFile} is not a credentials file; remove it`);
});
