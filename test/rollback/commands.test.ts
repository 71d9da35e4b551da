import { describe, expect, it } from 'vitest';
import { commandLine, withToken } from '../cli/cli.ts';
import { ok, scriptedServer } from '../sdk/scripted-server.ts';

const id = '7f3c1f0e-51a1-4f4e-8f61-0d4f5b0d7a21';
const op = '3f1c9a7e5b2d4c6f8a0e1b3d5c7f9a2e4b6d8c0f';
const result = {
  rollback_id: id,
  status: 'Completed',
  success: true,
  progress: 100,
  operations_executed: 1,
  operations_failed: 0,
  duration: 1,
  leftovers: [],
  plan: null,
};
const plan = {
  id,
  type: 'repair',
  status: 'Applied',
  hash: 'abc',
  steps: [],
  steps_total: 0,
  verdict: { allowed: true, reason: 'the policies allow it' },
  approval: { required: false, reasons: [] },
  estimates: { api_calls: 0, seconds: null },
  run_id: id,
  task_id: null,
};

describe('the command line', () => {
  it.each([
    [['rollback', 'retry', id, op], `/rollback/${id}/leftovers/${op}/retry`, null, result],
    [
      ['rollback', 'skip', id, op, '--reason', 'why'],
      `/rollback/${id}/leftovers/${op}/skip`,
      { reason: 'why' },
      'done',
    ],
    [['rollback', 'restore', id, '--dry-run'], `/rollback/restore/${id}?dry_run=true`, null, 'Plan: 0 steps'],
    [['plan', 'create', '--restore', id], '/plans', { type: 'restore', checkpoint_id: id }, plan],
    [['plan', 'approve', id, '--reason', 'seen'], `/plans/${id}/approve`, { reason: 'seen' }, plan],
    [['plan', 'apply', id], `/plans/${id}/apply`, null, plan],
    [['drift', 'repair', id], `/drift/${id}/repair`, null, plan],
  ])('asks for %j', async (argv, url, body, answer) => {
    const server = await scriptedServer(() => ok(answer));
    const { run } = await commandLine(server.url);
    const { exitCode } = await run(argv, withToken);
    expect(exitCode).toBe(0);
    const [seen] = server.seen;
    expect([seen?.method, seen?.url]).toEqual(['POST', url]);
    expect(JSON.parse(seen?.body === '' || seen?.body === undefined ? 'null' : seen.body)).toEqual(body);
  });
});
