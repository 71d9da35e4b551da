import { describe, expect, it } from 'vitest';
import { scriptedServer } from '../sdk/scripted-server.ts';
import { commandLine, withToken } from './cli.ts';

async function answering(status: number, body: object = {}) {
  const server = await scriptedServer(() => ({ status, body: { success: false, error: 'the sentence', ...body } }));
  return commandLine(server.url);
}

describe('exit status and message', () => {
  it.each([
    [400, 2],
    [401, 3],
    [403, 3],
    [404, 1],
    [409, 1],
    [422, 2],
    [500, 1],
    [503, 4],
  ])('an answer with status %i is exit status %i, with the sentence of the API', async (status, exitCode) => {
    const { run } = await answering(status);
    const done = await run(['tasks', 'get', 'x', '--json'], withToken);
    expect(done).toMatchObject({ exitCode, stdout: '' });
    expect(JSON.parse(done.stderr)).toMatchObject({ error: 'the sentence', exit_code: exitCode });
  });

  it('every violation of a refused request is listed', async () => {
    const details = [
      { path: 'operations.0.id', message: 'is empty' },
      { path: '', message: 'unknown field "x"' },
    ];
    const { run } = await answering(422, { code: 'validation_failed', details });
    const done = await run(['tasks', 'get', 'x'], withToken);
    expect(done.stderr).toBe('error: the sentence\n  operations.0.id: is empty\n  (body): unknown field "x"\n');
  });

  it('who is not logged in is told how to', async () => {
    const { run } = await answering(200);
    expect(await run(['status'])).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('provisioning login') });
  });

  it('an unreachable server is exit status 4, with its address and how to start one', async () => {
    const { run } = await commandLine('http://127.0.0.1:9');
    const done = await run(['batch', 'get', 'x'], withToken);
    expect(done.exitCode).toBe(4);
    expect(done.stderr).toContain('provisioning serve');
  });

  it.each([
    [['nonsense']],
    [['servers', 'create']],
    [['tasks', 'get']],
    [['tasks', 'get', 'a', 'b']],
    [['tasks', 'list', '--limit', 'many']],
    [['tasks', 'list', '--status', 'sleeping']],
    [['tasks', 'get', '..']],
    [['--url', 'localhost', 'tasks', 'list']],
  ])('%j is wrong usage', async (argv) => {
    const { run } = await answering(200);
    const done = await run(argv, withToken);
    expect(done.exitCode).toBe(2);
    expect(done.stderr).not.toBe('');
  });

  it('help and its exit statuses are a success on stdout', async () => {
    const { run } = await answering(200);
    expect(await run(['--help'])).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Exit status') });
  });
});
