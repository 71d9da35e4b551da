import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from '../../src/config.ts';

const root = join(import.meta.dirname, '../..');

describe('configuration', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'provisioning-config-'));
  });
  afterAll(() => rm(dir, { recursive: true }));

  const fromFile = async (text: string, env: Record<string, string> = {}) => {
    const file = join(dir, 'given.toml');
    await writeFile(file, text);
    return loadConfig({ env: { PROVISIONING_CONFIG: file, ...env }, cwd: root });
  };
  const problemsOf = (load: () => unknown): readonly string[] => {
    try {
      load();
    } catch (error) {
      if (error instanceof ConfigError) return error.problems.map(({ name }) => name);
      throw error;
    }
    return [];
  };
  const problemsOfFile = async (text: string): Promise<readonly string[]> => {
    await writeFile(join(dir, 'wrong.toml'), text);
    return problemsOf(() => loadConfig({ env: { PROVISIONING_CONFIG: join(dir, 'wrong.toml') }, cwd: dir }));
  };

  it('has the documented defaults where there is neither file nor variable', () => {
    expect(loadConfig({ env: {}, cwd: dir })).toEqual({
      host: '127.0.0.1',
      orchestratorPort: 9090,
      controlCenterPort: 9080,
      dataDir: join(dir, '.provisioning'),
      infraDir: join(dir, 'infra'),
      databaseUrl: null,
      migrationDatabaseUrl: null,
      adminPassword: null,
      secretKey: null,
      accessTokenSeconds: 3600,
      rateLimitAuth: 5,
      rateLimitGeneral: 100,
      rateLimitBatch: 10,
      taskDays: 0,
      taskKeep: 0,
      eventDays: 0,
      deliveryDays: 30,
      idempotencyHours: 24,
      corsOrigins: [],
      trustedProxies: [],
      forwardedHeader: 'x-forwarded-for',
      requireIfMatch: false,
      drainSeconds: null,
      leaseSeconds: 15,
      maxCrashes: 5,
      undoDeadlineSeconds: 900,
      checkpointsBeforeBatches: true,
      checkpointsEveryOperations: 0,
      checkpointsKeep: 100,
      checkpointsKeepDays: 30,
      approvalEnvironments: [],
      approvalOtherPerson: false,
      planHours: 168,
      driftIntervalSeconds: 0,
      httpAllowCidrs: [],
      httpMaxParallel: null,
      httpRequestsPerSecond: null,
      webhooksEnabled: true,
      webhookAllowCidrs: [],
      auditDays: 0,
      metricsPublic: false,
      allowedOrigins: [],
      logLevel: 'info',
      providers: {},
      webhookEndpoints: [],
      searchPath: '/usr/local/bin:/usr/bin:/bin',
      file: null,
    });
  });

  it('reads the example of docs/hosts.md', async () => {
    const page = await readFile(join(root, 'docs/hosts.md'), 'utf8');
    const { metal } = (await fromFile(/```toml\n([^`]*)```/.exec(page)?.[1] ?? '')).providers;
    expect(metal).toMatchObject({ driver: 'ssh', sudo: true, directory: '.provisioning' });
    expect(metal).toHaveProperty(['hosts', 'web-01', 'port'], 22);
    expect(metal).toHaveProperty(['hosts', 'web-02', 'port'], 2222);
  });

  it('reads the shipped file: the examples and both providers on the process driver', () => {
    const config = loadConfig({ env: {}, cwd: root });
    expect(config).toMatchObject({
      file: join(root, 'provisioning.toml'),
      infraDir: join(root, 'examples/infra'),
      providers: { upcloud: { driver: 'process' }, aws: { driver: 'process' } },
      webhooksEnabled: true,
    });
  });

  it('takes a variable before the file, and the file before the default', async () => {
    const config = await fromFile('orchestrator_port = 1001\ncontrol_center_port = 1002\n', {
      PROVISIONING_ORCHESTRATOR_PORT: '0',
      PROVISIONING_RATE_LIMIT_BATCH: '',
    });
    expect([config.orchestratorPort, config.controlCenterPort, config.rateLimitBatch]).toEqual([0, 1002, 10]);
  });

  it('counts relative paths from the file they stand in, those of variables from the working directory', async () => {
    const config = await fromFile('data_dir = "data"\ninfra_dir = "infra"\n', { PROVISIONING_INFRA_DIR: 'mine' });
    expect([config.dataDir, config.infraDir]).toEqual([join(dir, 'data'), join(root, 'mine')]);
  });

  it('reads webhooks in the form of the reference, networks and allow lists', async () => {
    const config = await fromFile(
      `[[webhooks.endpoints]]
       url = "https://your-system.com/webhook"
       events = ["task.completed", "task.failed", "batch.completed"]
       secret = "webhook-secret"
       [providers.http]
       allow = ["10.0.0.0/8", "fd00::/8"]
       [providers.upcloud]
       driver = "process"`,
      { PROVISIONING_WEBHOOK_ALLOW_CIDRS: '127.0.0.0/8, ::1/128' },
    );
    expect(config).toMatchObject({
      webhookEndpoints: [{ url: 'https://your-system.com/webhook', secret: 'webhook-secret' }],
      httpAllowCidrs: ['10.0.0.0/8', 'fd00::/8'],
      webhookAllowCidrs: ['127.0.0.0/8', '::1/128'],
      providers: { upcloud: { driver: 'process' } },
    });
  });

  it('names every key of the file that is unknown or wrong', async () => {
    expect(await problemsOfFile('orchestrator_prot = 9090\nhost = 5\n')).toEqual(['host', 'orchestrator_prot']);
    expect(await problemsOfFile('[rate_limits]\nauht = 1\nbatch = -1\n')).toEqual([
      'rate_limits.batch',
      'rate_limits.auht',
    ]);
    expect(await problemsOfFile('rate_limits = 5\n')).toEqual(['rate_limits']);
    expect(await problemsOfFile('[providers.aws]\ndriver = "process"\nregion = "x"\n')).toEqual([
      'providers.aws.region',
    ]);
    expect(await problemsOfFile('[providers.aws]\n')).toEqual(['providers.aws.driver']);
    for (const driver of ['vm', 'constructor', ''])
      expect(await problemsOfFile(`[providers.aws]\ndriver = "${driver}"\n`)).toEqual(['providers.aws.driver']);
    const host = '[providers.m.hosts.web-01]\naddress = "10.0.0.5"\nfingerprint = "MD5:16:27"\nports = 22\n';
    expect(await problemsOfFile(`[providers.m]\ndriver = "ssh"\nuser = "root"\n${host}`)).toEqual([
      'providers.m.key_file',
      'providers.m.hosts.web-01.fingerprint',
      'providers.m.hosts.web-01.ports',
    ]);
    const budgets = '[providers.aws]\ndriver = "process"\nmax_parallel = 0\n[providers.http]\nmax_parallel = 1.5\n';
    expect([...(await problemsOfFile(budgets))].sort()).toEqual([
      'providers.aws.max_parallel',
      'providers.http.max_parallel',
    ]);
    expect(await problemsOfFile('[providers.http]\nallow = ["10.0.0.1"]\n')).toEqual(['providers.http.allow[0]']);
    expect(
      await problemsOfFile('[[webhooks.endpoints]]\nurl = "ftp://x"\nevents = ["task.done"]\nsecret = "s"\n'),
    ).toEqual(['webhooks.endpoints[0].url', 'webhooks.endpoints[0].events[0]']);
    expect(await problemsOfFile('[webhooks]\nendpoints = 5\n')).toEqual(['webhooks.endpoints']);
  });

  it('names every variable that is unknown or wrong', () => {
    const env = {
      PROVISIONING_ORCHESTRATOR_PORT: '70000',
      PROVISIONING_CONTROL_CENTER_PORT: 'nine',
      PROVISIONING_LOG_LEVEL: 'loud',
      PROVISIONING_HTTP_ALLOW_CIDRS: '10.0.0.0/99',
      DATABASE_URL: 'mysql://x',
      PROVISIONING_ORCHESTRATOR_PROT: '1',
      PROVISIONING_URL: 'http://client.example',
      HOME: '/root',
    };
    expect(problemsOf(() => loadConfig({ env, cwd: dir }))).toEqual([
      'PROVISIONING_ORCHESTRATOR_PORT',
      'PROVISIONING_CONTROL_CENTER_PORT',
      'DATABASE_URL',
      'PROVISIONING_HTTP_ALLOW_CIDRS[0]',
      'PROVISIONING_LOG_LEVEL',
      'PROVISIONING_ORCHESTRATOR_PROT',
    ]);
  });

  it('B14 refuses a secret key that is not 32 bytes, and says which setting it is without its value', () => {
    const [long, same] = [Buffer.alloc(31, 1).toString('base64'), Buffer.alloc(32).toString('base64')];
    const sentence = Buffer.from('correct horse battery staple! ok').toString('base64');
    for (const key of ['c2hvcnQ=', 'x'.repeat(44), long, same, sentence]) {
      try {
        loadConfig({ env: { PROVISIONING_SECRET_KEY: key }, cwd: dir });
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
        expect(String(error)).toContain('PROVISIONING_SECRET_KEY');
        expect(String(error)).not.toContain(key);
      }
    }
    const good = Buffer.from(Uint8Array.from({ length: 32 }, (_, index) => index * 7)).toString('base64');
    expect(loadConfig({ env: { PROVISIONING_SECRET_KEY: good }, cwd: dir }).secretKey).toBe(good);
  });

  it('B14 refuses as a key whatever example of that form stands in the documentation or the contract', async () => {
    const pages = ['README.md', 'provisioning.toml', 'sdk/README.md'];
    for (const folder of ['docs', 'docs/decisions', 'examples', 'openapi', 'openapi/paths']) {
      const names = await readdir(join(root, folder));
      pages.push(...names.filter((name) => /\.(md|toml|yaml|json)$/.test(name)).map((name) => join(folder, name)));
    }
    const texts = await Promise.all(pages.map((page) => readFile(join(root, page), 'utf8')));
    expect(texts.length).toBeGreaterThan(50);
    const keys = texts.flatMap((text) => text.match(/(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}=/g) ?? []);
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) {
      const problems = problemsOf(() => loadConfig({ env: { PROVISIONING_SECRET_KEY: key }, cwd: dir }));
      expect(problems).toEqual(['PROVISIONING_SECRET_KEY']);
    }
  });

  it('says where a file that is not TOML is wrong, without quoting its lines', async () => {
    const file = join(dir, 'broken.toml');
    await writeFile(file, 'host = "127.0.0.1"\nsecret = hunter2\n');
    const load = () => loadConfig({ env: { PROVISIONING_CONFIG: file }, cwd: dir });
    expect(load).toThrow(file);
    expect(load).toThrow('line 2');
    expect(load).not.toThrow('hunter2');
  });

  it('stops when PROVISIONING_CONFIG names a file that is not there', () => {
    expect(problemsOf(() => loadConfig({ env: { PROVISIONING_CONFIG: 'nowhere.toml' }, cwd: dir }))).toEqual([
      'PROVISIONING_CONFIG',
    ]);
  });

  it('B40 treats __proto__ in the file as the unknown key it is', async () => {
    expect(await problemsOfFile('[__proto__]\npolluted = true\n')).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
