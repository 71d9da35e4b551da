import { describe, expect, it } from 'vitest';
import { ok, scriptedServer, type Scripted } from '../sdk/scripted-server.ts';
import { commandLine, withToken } from './cli.ts';

const hash = 'a'.repeat(64);
const found = {
  valid: true,
  records: 12,
  removed: 3,
  head: { seal_sequence: 15, hash },
  unsealed: 1,
  oldest_unsealed_at: '2026-01-01T00:00:00Z',
  first_bad: null,
};

async function cli(answer: Scripted) {
  const server = await scriptedServer(() => answer);
  return { ...(await commandLine(server.url)), seen: server.seen };
}

describe('audit', () => {
  it('verify ends with 0 for a chain that is whole, and asks about the head it is given', async () => {
    const { run, seen } = await cli(ok(found));
    const { exitCode, stdout } = await run(['audit', 'verify', '--head', `9:${hash}`], withToken);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('valid: true\nrecords: 12\nremoved: 3\nunsealed: 1\n');
    expect(seen[0]?.url).toBe(`/audit/verify?head=9%3A${hash}`);
  });

  it('verify ends with 1 and names the first bad record of one that is not', async () => {
    const id = '7f3c1f0e-51a1-4f4e-8f61-0d4f5b0d7a21';
    const first_bad = { seal_sequence: 4, sequence: 4, id, reason: 'changed' };
    const { run } = await cli(ok({ ...found, valid: false, first_bad }));
    const { exitCode, stdout } = await run(['audit', 'verify'], withToken);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`first bad: changed at 4\nrecord: ${id}\n`);
  });

  it('head prints what verify takes', async () => {
    const { run } = await cli(ok({ seal_sequence: 15, hash }));
    expect(await run(['audit', 'head'], withToken)).toMatchObject({ exitCode: 0, stdout: `15:${hash}\n` });
  });

  it('export prints the records as they come, and passes the filters on', async () => {
    const { run, seen } = await cli({ status: 200, headers: { 'content-type': 'text/csv' }, body: 'id,ip\r\n1,2\r\n' });
    const argv = ['audit', 'export', '--format', 'csv', '--action', 'server.create', '--from', '2026-01-01T00:00:00Z'];
    expect(await run(argv, withToken)).toEqual({ exitCode: 0, stdout: 'id,ip\n1,2\n', stderr: '' });
    expect(seen[0]?.url).toMatch(/^\/audit\/export\?/);
    expect(seen[0]?.url).toContain('format=csv');
    expect(seen[0]?.url).toContain('action=server.create');
  });

  it('export refuses another format before anything is sent', async () => {
    const { run, seen } = await cli(ok({}));
    expect(await run(['audit', 'export', '--format', 'xml'], withToken)).toMatchObject({ exitCode: 2 });
    expect(seen).toHaveLength(0);
  });
});
