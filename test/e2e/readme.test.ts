import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProvisioningClient } from '../../sdk/index.ts';
import { seedDataDir } from '../harness/database.ts';
import { fencesOf, root } from './fences.ts';
import { compiled, startServerProcess, type Ready, type ServerProcess } from './serverProcess.ts';

const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: root })].sort();
const fences = pages.flatMap(fencesOf);
const scripts = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> })
  .scripts;
const PASSWORD = 'choose one of your own';
const needsCurl = spawnSync('curl', ['--version']).status === 0 ? '' : ' (skipped: needs curl)';

describe('the documentation', () => {
  it('has no example that no test covers', () => {
    // `sh long` takes minutes: test/faults runs a short form of the same. package.test.ts has the rest.
    const elsewhere = ['sh long', 'sh package', 'sh settings', 'sql', 'ini'];
    const known = new Set([
      'sh',
      'sh install',
      'sh server',
      'js',
      'toml',
      'yaml',
      'json',
      'ts sketch',
      '',
      ...elsewhere,
    ]);
    const unknown = fences.filter(({ language, kind }) => !known.has(`${language} ${kind}`.trim()));
    expect(unknown).toEqual([]);
  });

  it('names only npm scripts that exist', () => {
    const named = pages.flatMap((page) =>
      [...readFileSync(join(root, page), 'utf8').matchAll(/\bnpm (?:run )?([a-z][\w:-]*)/g)].flatMap(
        ([, name]) => name ?? [],
      ),
    );
    const ofNpm = ['ci', 'install', 'run', 'pack', 'prune', 'audit'];
    expect(named.filter((name) => !ofNpm.includes(name) && scripts[name] === undefined)).toEqual([]);
    expect(named).toContain('demo');
  });

  it('links and points only to what exists', () => {
    const dead = pages.flatMap((page) => {
      const text = readFileSync(join(root, page), 'utf8');
      const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, to = '']) => join(dirname(page), to));
      const paths = [
        ...text.matchAll(/`((?:src|openapi|generated|sdk|scripts|catalog|examples|test|docs)\/[\w./-]*)`/g),
      ];
      return [...links, ...paths.map(([, to = '']) => to)]
        .filter((to) => !existsSync(join(root, to)))
        .map((to) => `${page}: ${to}`);
    });
    expect(dead).toEqual([]);
  });

  it('writes JSON, YAML and TOML examples that parse', async () => {
    const { parse: parseToml } = await import('smol-toml');
    const { parse: parseYaml } = await import('yaml');
    const readers = { json: JSON.parse, yaml: parseYaml, toml: parseToml } as Record<string, (text: string) => unknown>;
    const read = fences.flatMap(({ language, text }) => readers[language]?.(text) ?? []);
    expect(read.length).toBeGreaterThan(0);
  });
});

describe('the commands of the documentation, against a started server', () => {
  let folder: string;
  let server: ServerProcess;
  let at: Ready;
  let client: ProvisioningClient;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'provisioning-readme-'));
    await seedDataDir(join(folder, 'data'));
    server = startServerProcess({
      PROVISIONING_DATA_DIR: join(folder, 'data'),
      PROVISIONING_ADMIN_PASSWORD: PASSWORD,
    });
    at = await server.ready;
    client = new ProvisioningClient(at.orchestrator, '', { controlCenterUrl: at.control_center });
    await client.login('admin', PASSWORD);
  });

  // What the examples made goes the way it came; the server processes would outlive the test otherwise.
  afterAll(async () => {
    for await (const batch of await client.listBatches()) await client.waitForBatch(batch.batch_id);
    const tasks: string[] = [];
    for await (const task of await client.listTasks({ status: 'Completed' })) {
      if (task.rollback_status === null) tasks.push(task.id);
    }
    if (tasks.length > 0) await client.executeRollback({ operation_ids: tasks, cascade: true });
    await server.end('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  });

  const here = (text: string): string =>
    text.replaceAll('http://localhost:9090', at.orchestrator).replaceAll('http://localhost:9080', at.control_center);
  const environment = () => ({
    PATH: process.env['PATH'],
    ...compiled,
    HOME: folder,
    XDG_CONFIG_HOME: folder,
    PROVISIONING_URL: at.orchestrator,
    PROVISIONING_CONTROL_CENTER_URL: at.control_center,
  });

  it('starts the server as it says, builds it before when it must, and Ctrl-C ends it', async () => {
    const [command, ...others] = fences.filter(({ kind }) => kind === 'server').map(({ text }) => text.trim());
    expect(others).toEqual([]);
    const child = spawn('sh', ['-c', command!], {
      cwd: root,
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        PROVISIONING_DATA_DIR: join(folder, 'started'),
        PROVISIONING_ORCHESTRATOR_PORT: '0',
        PROVISIONING_CONTROL_CENTER_PORT: '0',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
      // A terminal sends Ctrl-C to all of a command's processes.
      detached: true,
    });
    const exited = once(child, 'close');
    let said = '';
    const ready = new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (part: Buffer) => {
        said += part.toString();
        if (said.includes('"msg":"ready"')) resolve();
      });
      void exited.then(() => {
        reject(new Error(`it ended: ${said}`));
      });
    });
    try {
      await ready;
      const { orchestrator } = JSON.parse(said.split('\n').find((line) => line.includes('"msg":"ready"'))!) as Ready;
      expect((await fetch(`${orchestrator}/health`)).status).toBe(200);
    } finally {
      process.kill(-child.pid!, 'SIGINT');
      await exited;
    }
    expect(said).toContain('"msg":"stopped"');
  }, 240_000);

  it
    .skipIf(needsCurl !== '')
    .each(pages.filter((page) => fencesOf(page).some((one) => one.language === 'sh' && one.kind === '')))(
    `runs every shell command of %s${needsCurl}`,
    async (page) => {
      const commands = fencesOf(page).filter(({ language, kind }) => language === 'sh' && kind === '');
      const { stdout } = await shell(here(commands.map(({ text }) => text).join('\n')), environment());
      if (page !== 'README.md') return;
      expect(stdout).toMatch(/web_stack[^]*Completed/);
      expect(stdout).toContain('front-01');
      expect(stdout).toContain('app-01');
      expect(stdout).toContain('"status":"Running"');
    },
    120_000,
  );

  it('runs every JavaScript example', async () => {
    const examples = fences.filter(({ language }) => language === 'js');
    expect(examples.length).toBeGreaterThan(0);
    for (const { text } of examples) {
      const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', here(text)], {
        cwd: root,
        env: environment(),
      });
      expect((await run).stdout).toMatch(/^Completed /);
    }
  });

  // After the commands: they have made most kinds of events.
  it('docs/events.md names every member of every event that was sent', async () => {
    const table = readFileSync(join(root, 'docs/events.md'), 'utf8').split('\n');
    const told = (type: string): string => {
      const row = table.find((line) => line.startsWith(`| \`${type}\``)) ?? '';
      return row.includes('As `TaskStatusChanged`') ? told('TaskStatusChanged') : row;
    };
    const untold = new Set<string>();
    const seen = new Set<string>();
    await client.createCheckpoint({ name: 'the_last_event' });
    for await (const { event_type: type, data } of client.events({ after: 0 })) {
      seen.add(type);
      for (const member of Object.keys(data))
        if (!told(type).includes(`\`${member}\``)) untold.add(`${type}.${member}`);
      if (data['name'] === 'the_last_event') break;
    }
    expect([...untold]).toEqual([]);
    expect(seen).toContain('RollbackStatusChanged');
    expect(seen).toContain('OperationStatusChanged');
  });

  it('docs/events.md lists the metrics that are served, with their types and labels', async () => {
    const text = await client.getMetrics();
    const served = [...text.matchAll(/^# TYPE ((?:orchestrator|provisioning)_\w+) (\w+)$/gm)].map(
      ([, name = '', type = '']) => {
        const samples = [...text.matchAll(new RegExp(`^${name}\\w*\\{(.*)\\}`, 'gm'))];
        const labels = samples.flatMap(([, pairs = '']) =>
          [...pairs.matchAll(/(\w+)="/g)].map(([, label = '']) => label),
        );
        return { name, type, labels: [...new Set(labels)].sort() };
      },
    );
    const rows = readFileSync(join(root, 'docs/events.md'), 'utf8').matchAll(
      /^\| `((?:orchestrator|provisioning)_\w+)` *\| (\w+) *\| ([^|]*)\|/gm,
    );
    const told = [...rows].map(([, name = '', type = '', labels = '']) => ({
      name,
      type,
      labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label = '']) => label).sort(),
    }));
    expect(told.map(({ name, type }) => ({ name, type }))).toEqual(served.map(({ name, type }) => ({ name, type })));
    // Those without a sample yet can't show their labels.
    for (const one of served) if (one.labels.length > 0) expect(told).toContainEqual(one);
  });
});

/** Runs a script as somebody would who pastes it, but ends at the first command that fails. */
function shell(script: string, env: NodeJS.ProcessEnv): Promise<{ readonly stdout: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-eu'], { cwd: root, env, stdio: ['pipe', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
    child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
    child.once('close', (code) => {
      if (code === 0) resolve({ stdout });
      else reject(new Error(`ended with ${String(code)}\n${stdout}\n${stderr}`));
    });
    child.stdin.end(script);
  });
}
