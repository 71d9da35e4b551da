import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ok, scriptedServer, type Scripted, type SeenRequest } from '../sdk/scripted-server.ts';
import { commandLine, withToken } from './cli.ts';

const id = '7f3c1f0e-51a1-4f4e-8f61-0d4f5b0d7a21';
const task = {
  id,
  name: 'create_servers',
  command: 'provisioning',
  args: ['servers', 'create', '--infra', 'production'],
  status: 'Completed',
  terminal: true,
  progress: 100,
  created_at: '2026-01-01T00:00:00Z',
  started_at: null,
  completed_at: null,
  output: 'made 3 servers',
  error: null,
  rollback_status: null,
};
const operation = { id: 'web', type: 'server_batch', rollback_status: null, progress: 0, driver: null, error: null };
const batch = { batch_id: id, name: 'demo', progress: 50, operations_total: 1, rollback_status: null, error: null };
const progress = {
  status: 'Running',
  progress: 40,
  current_step: 'web-01',
  total_steps: 3,
  completed_steps: 1,
  estimated_time_remaining: 7,
};

async function cli(script: (request: SeenRequest, index: number) => Scripted) {
  const server = await scriptedServer(script);
  return { ...(await commandLine(server.url)), seen: server.seen };
}

const bodyOf = (request: SeenRequest | undefined): unknown => JSON.parse(request?.body ?? 'null');

describe('what the server records as a command line', () => {
  it.each([
    [
      ['servers', 'create', '--infra', 'production', '--settings', 'config.k', '--check', '--priority', 'low'],
      '/workflows/servers/create',
      { infra: 'production', settings: 'config.k', check_mode: true, wait: false, priority: 'low' },
    ],
    [
      ['taskserv', 'restart', 'kubernetes', '--infra', 'production'],
      '/workflows/taskserv/create',
      { operation: 'restart', taskserv: 'kubernetes', infra: 'production', check_mode: false, wait: false },
    ],
    [
      ['cluster', 'create', 'buildkit', '--infra', 'production', '--settings', 'config.k'],
      '/workflows/cluster/create',
      {
        operation: 'create',
        cluster_type: 'buildkit',
        infra: 'production',
        settings: 'config.k',
        check_mode: false,
        wait: false,
      },
    ],
  ])('%j is accepted and sends the same request', async (argv, url, body) => {
    const { run, seen } = await cli(() => ok(id));
    expect(await run(argv, withToken)).toEqual({ exitCode: 0, stdout: `${id}\n`, stderr: '' });
    expect(seen[0]).toMatchObject({ method: 'POST', url });
    expect(bodyOf(seen[0])).toEqual(body);
  });

  it('batch run --operation sends that operation alone, depending on nothing', async () => {
    const { run, seen, folder } = await cli(() => ok({ batch_id: id }));
    const operations = [
      { id: 'a', type: 'http' },
      { id: 'b', type: 'http', dependencies: ['a'] },
    ];
    const file = join(folder, 'multi_cloud');
    await writeFile(`${file}.json`, JSON.stringify({ name: 'multi_cloud', operations }));
    expect(await run(['batch', 'run', file, '--operation', 'b'], withToken)).toMatchObject({ exitCode: 0 });
    expect(bodyOf(seen[0])).toEqual({ name: 'multi_cloud', operations: [{ id: 'b', type: 'http', dependencies: [] }] });
    const unknown = await run(['batch', 'run', file, '--operation', 'c'], withToken);
    expect(unknown).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('it has a, b') });
  });
});

describe('batch run', () => {
  it('reads YAML from standard input and turns the rollback on', async () => {
    const { run, seen } = await cli(() => ok({ batch_id: id }));
    const stdin = 'name: demo\noperations:\n  - { id: a, type: http }\n';
    expect(await run(['batch', 'run', '-', '--rollback'], { ...withToken, stdin })).toMatchObject({
      stdout: `${id}\n`,
    });
    expect(bodyOf(seen[0])).toEqual({ name: 'demo', rollback_enabled: true, operations: [{ id: 'a', type: 'http' }] });
  });

  it('gives it the priority of the command line, whatever the file says', async () => {
    const { run, seen } = await cli(() => ok({ batch_id: id }));
    const stdin = '{"name": "demo", "priority": "low"}';
    expect(await run(['batch', 'run', '-', '--priority', 'high'], { ...withToken, stdin })).toMatchObject({
      exitCode: 0,
    });
    expect(bodyOf(seen[0])).toEqual({ name: 'demo', priority: 'high' });
    const wrong = await run(['batch', 'run', '-', '--priority', 'urgent'], { ...withToken, stdin });
    expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--priority') });
  });

  it.each([
    ['a syntax error', '{"a": ', /neither JSON nor YAML/],
    ['something that is no object', '[1]', /holds no object/],
  ])('refuses %s before anything is sent', async (_what, stdin, message) => {
    const { run, seen } = await cli(() => ok({}));
    expect(await run(['batch', 'run', '-'], { ...withToken, stdin })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(message),
    });
    expect(seen).toHaveLength(0);
  });

  it('names a file that is not there', async () => {
    const { run } = await cli(() => ok({}));
    const missing = await run(['batch', 'run', 'nowhere.json'], withToken);
    expect(missing).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('there is no file nowhere.json') });
  });

  it('--wait tells each change of an operation in a line of its own, and a failed batch is exit status 1', async () => {
    const { run } = await cli(({ method }, index) => {
      if (method === 'POST') return ok({ batch_id: id });
      const failed = index > 1;
      const status = failed ? 'Failed' : 'Running';
      return ok({ ...batch, status, terminal: failed, operations: [{ ...operation, status }] });
    });
    const done = await run(['batch', 'run', '-', '--wait'], { ...withToken, stdin: '{"name":"demo"}' });
    expect(done.exitCode).toBe(1);
    expect(done.stderr).toBe(`batch ${id}\nweb: Running\nweb: Failed\n`);
    expect(done.stdout).toContain('status: Failed');
  });
});

describe('batch resume', () => {
  it('answers with the new batch, and follows it when told to', async () => {
    const { run, seen } = await cli(({ method }) =>
      method === 'POST'
        ? ok({ batch_id: id })
        : ok({ ...batch, resumed_from: task.id, status: 'Completed', terminal: true, operations: [operation] }),
    );
    expect(await run(['batch', 'resume', id], withToken)).toEqual({ exitCode: 0, stdout: `${id}\n`, stderr: '' });
    expect(seen[0]).toMatchObject({ method: 'POST', url: `/batch/operations/${id}/resume` });
    const followed = await run(['batch', 'resume', id, '--wait'], withToken);
    expect(followed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`resumed from: ${task.id}`) });
  });
});

describe('--wait on a workflow', () => {
  const script =
    (status: string) =>
    ({ method, url }: SeenRequest): Scripted =>
      ok(method === 'POST' ? id : url.includes('/progress') ? progress : { ...task, status });

  it.each([
    ['Completed', 0],
    ['Failed', 1],
    ['Cancelled', 1],
  ])('ends with the task: %s is exit status %i', async (status, exitCode) => {
    const { run } = await cli(script(status));
    const done = await run(['servers', 'create', '--infra', 'p', '--wait'], withToken);
    expect(done).toMatchObject({ exitCode, stdout: expect.stringContaining('output: made 3 servers') });
  });

  it('that is interrupted says that the work goes on', async () => {
    const controller = new AbortController();
    const { run } = await cli((request) => {
      if (request.url.includes('?wait=')) {
        controller.abort();
        return 'hang';
      }
      return script('Running')(request);
    });
    const done = await run(['tasks', 'wait', id], { ...withToken, signal: controller.signal });
    expect(done).toMatchObject({ exitCode: 130, stderr: expect.stringContaining(`provisioning tasks wait ${id}`) });
  });
});

describe('lists', () => {
  const headers = { 'x-total-count': '3', 'x-limit': '2', 'x-offset': '0' };
  const script = ({ url }: SeenRequest): Scripted =>
    url.includes('offset=2') ? ok([task], { ...headers, 'x-offset': '2' }) : ok([task, task], headers);
  const line = `${id}\tcreate_servers\tCompleted\t100%\t2026-01-01T00:00:00Z\t-\n`;

  it('are tab-separated lines in a pipe, and say when there are more', async () => {
    const { run, seen } = await cli(script);
    expect(await run(['tasks', 'list', '--status', 'completed', '--limit', '2'], withToken)).toEqual({
      exitCode: 0,
      stdout: line.repeat(2),
      stderr: '2 of 3 shown; --all shows the rest\n',
    });
    expect(seen[0]?.url).toBe('/tasks?status=Completed&limit=2');
  });

  it('with --all are the items of every page', async () => {
    const { run } = await cli(script);
    expect(await run(['tasks', 'list', '--all'], withToken)).toEqual({
      exitCode: 0,
      stdout: line.repeat(3),
      stderr: '',
    });
  });

  it('are a table on a terminal, with colours only when wanted', async () => {
    const { run } = await cli(script);
    const colored = await run(['tasks', 'list'], { ...withToken, tty: true });
    expect(colored.stdout).toContain('│');
    expect(colored.stdout).toContain('\u001b[32mCompleted');
    const plain = await run(['tasks', 'list', '--no-color'], { ...withToken, tty: true });
    expect(plain.stdout).not.toContain('\u001b[');
  });

  it("are the API's data with --json", async () => {
    const { run } = await cli(script);
    const { stdout } = await run(['tasks', 'list', '--json'], withToken);
    expect(JSON.parse(stdout)).toEqual([task, task]);
  });

  it('show control characters of the server as text instead of obeying them', async () => {
    const { run } = await cli(() => ok([{ ...task, error: '\u001b[2Jgone\tand\nmore\u009b' }], headers));
    const { stdout } = await run(['tasks', 'list'], withToken);
    expect(stdout).toContain('\\x1b[2Jgone and more\\x9b');
  });
});

describe('rollback', () => {
  const result = {
    rollback_id: id,
    status: 'Completed',
    success: true,
    progress: 100,
    operations_executed: 2,
    operations_failed: 0,
    duration: 1.5,
    leftovers: [],
    plan: null,
  };

  it('of operations sends them all, and waits for one that was only accepted', async () => {
    const { run, seen } = await cli(({ method }) =>
      ok(method === 'POST' ? { rollback_id: id, status: 'Running' } : result),
    );
    const done = await run(['rollback', 'execute', '--operation', 'a', 'b', '--cascade'], withToken);
    expect(done).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('executed: 2') });
    expect(bodyOf(seen[0])).toEqual({ operation_ids: ['a', 'b'], cascade: true, dry_run: false });
    expect(seen[1]?.url).toBe(`/rollback/${id}`);
  });

  it('that leaves something behind lists it and is exit status 1', async () => {
    const leftover = {
      provider: 'aws',
      kind: 'server',
      name: 'web-01',
      external_id: 'i-1',
      reason: 'denied',
      remove_by_hand: 'delete it',
    };
    const { run } = await cli(() => ok({ ...result, success: false, status: 'Failed', leftovers: [leftover] }));
    const done = await run(['rollback', 'execute', '--checkpoint', id], withToken);
    expect(done.exitCode).toBe(1);
    expect(done.stdout).toContain('aws\tserver\tweb-01\ti-1\tdenied\tdelete it');
  });

  it('needs to be told what to undo', async () => {
    const { run } = await cli(() => ok({}));
    expect(await run(['rollback', 'execute'], withToken)).toMatchObject({ exitCode: 2 });
  });
});

describe('users', () => {
  it('are created with a password that never stands on the command line', async () => {
    const { run, seen } = await cli(() => ok({ id, username: 'new' }));
    const argv = ['users', 'create', 'new', '--email', 'new@example.com', '--role', 'operator', '--password-stdin'];
    expect(await run(argv, { ...withToken, stdin: 'secret_password\n' })).toMatchObject({
      exitCode: 0,
      stdout: `${id}\n`,
    });
    expect(bodyOf(seen[0])).toEqual({
      username: 'new',
      email: 'new@example.com',
      password: 'secret_password',
      roles: ['operator'],
      enabled: true,
    });
  });

  it('are updated only in what was given', async () => {
    const { run, seen } = await cli(() => ok('User updated successfully'));
    await run(['users', 'update', id, '--disable'], withToken);
    expect(seen[0]).toMatchObject({ method: 'PUT', url: `/users/${id}`, body: '{"enabled":false}' });
  });

  it('cannot get a role that does not exist', async () => {
    const { run } = await cli(() => ok({}));
    const wrong = await run(['users', 'update', id, '--role', 'king'], withToken);
    expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('admin, operator') });
  });
});

it('serve starts the service it was asked for, and knows no others', async () => {
  const asked: string[] = [];
  const serve = (which: string) => {
    asked.push(which);
    return Promise.resolve();
  };
  const { run } = await cli(() => ok({}));
  expect((await run(['serve'], { serve })).exitCode).toBe(0);
  expect((await run(['serve', 'control-center'], { serve })).exitCode).toBe(0);
  expect((await run(['serve', 'everything'], { serve })).exitCode).toBe(2);
  expect(asked).toEqual(['all', 'control-center']);
});
