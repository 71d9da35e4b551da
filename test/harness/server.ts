import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compose, type Application, type ComposeOptions } from '../../src/compose.ts';
import { loadConfig, type Config } from '../../src/config.ts';
import type { Log } from '../../src/domain/log.ts';
import { listen, patience, type Patience } from '../../src/http/listen.ts';
import type { Database } from '../../src/repositories/database.ts';
import { createJudge, type Api, type Judge } from './contract.ts';
import { createCanaries } from './canaries.ts';
import { openTestDatabase } from './database.ts';

export const ADMIN_PASSWORD = 'correct horse battery staple';
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface RequestOptions {
  readonly method?: string;
  /** Token to send; the admin's when left out, none when null. */
  readonly token?: string | null;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is; give a content type yourself. */
  readonly body?: RequestInit['body'];
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; undefined when it is empty or no JSON. Its form was checked against the contract. */
  readonly body: any;
}

export interface TestServer {
  readonly orchestratorUrl: string;
  readonly controlCenterUrl: string;
  readonly config: Config;
  readonly app: Application;
  readonly database: Database;
  /** Log lines so far, as JSON text: what must not be in a log can be looked for. */
  readonly logLines: readonly string[];
  /** Sends a request and checks the answer against the contract before giving it back. */
  request(api: Api, path: string, options?: RequestOptions): Promise<TestAnswer>;
  /** Logs in; the admin by default. Gives the token. */
  login(username?: string, password?: string): Promise<string>;
  /** Makes a user with these roles and logs him in. */
  tokenOf(...roles: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** Wins over the shipped configuration; rate limits are off unless given here. */
  readonly config?: Partial<Config>;
  /** Less time for slow clients than a real server grants. */
  readonly patience?: Partial<Patience>;
  /** A database to use; it stays open at the end. Otherwise one of its own. */
  readonly database?: Database;
  /** A data directory to use; it stays at the end. Otherwise a temporary one. */
  readonly dataDir?: string;
  /** Task services other than those that ship. */
  readonly catalogDir?: string;
}

/** Errors as a JSON log would show them, whatever members they carry. */
const plain = (_key: string, value: unknown): unknown => {
  if (!(value instanceof Error)) return value;
  const { name, message, stack, cause } = value;
  return Object.assign({ name, message, stack, cause }, value);
};

function recordingLog(lines: string[]): Log {
  const line =
    (level: string) =>
    (msg: string, fields: Readonly<Record<string, unknown>> = {}): void => {
      lines.push(JSON.stringify({ level, msg, ...fields }, plain));
    };
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}

async function beginningOf(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const first = await reader?.read();
  await reader?.cancel();
  return new TextDecoder().decode(first?.value);
}

const judges = new Map<Api, Judge>();
const judgeOf = (api: Api): Judge => {
  const judge = judges.get(api) ?? createJudge(api);
  judges.set(api, judge);
  return judge;
};

/** Composes and starts; what can't be started leaves nothing running. */
async function begin(options: ComposeOptions): Promise<Application> {
  const app = await compose(options);
  try {
    await app.start();
    return app;
  } catch (error) {
    await app.stop(0).catch(() => undefined);
    throw error;
  }
}

/** Both services as they are composed for real, on free ports, over a database of their own. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'provisioning-test-data-')));
  const env = {
    PROVISIONING_DATA_DIR: dataDir,
    PROVISIONING_ADMIN_PASSWORD: ADMIN_PASSWORD,
    PROVISIONING_ORCHESTRATOR_PORT: '0',
    PROVISIONING_CONTROL_CENTER_PORT: '0',
    PROVISIONING_RATE_LIMIT_AUTH: '0',
    PROVISIONING_RATE_LIMIT_GENERAL: '0',
    PROVISIONING_RATE_LIMIT_BATCH: '0',
  };
  const config: Config = { ...loadConfig({ env, cwd: ROOT }), ...options.config };
  const database = options.database ?? (await openTestDatabase());
  const borrowed = { ...database, close: () => Promise.resolve() };
  const logLines: string[] = [];
  const open = () => Promise.resolve(borrowed);
  const release = async (): Promise<void> => {
    if (options.database === undefined) await database.close();
    if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
  };
  const catalog = options.catalogDir === undefined ? {} : { catalogDir: options.catalogDir };
  const app = await begin({ config, log: recordingLog(logLines), open, ...catalog }).catch(async (error: unknown) => {
    await release();
    throw error;
  });
  const at = { host: '127.0.0.1', port: 0, patience: { ...patience, ...options.patience } };
  const [orchestrator, controlCenter] = await Promise.all([
    listen({ ...at, fetch: app.orchestrator.fetch, websocket: app.eventStream.server }),
    listen({ ...at, fetch: app.controlCenter.fetch }),
  ]);
  const urls: Record<Api, string> = { orchestrator: orchestrator.url, 'control-center': controlCenter.url };

  const canaries = createCanaries();
  let adminToken: Promise<string> | undefined;
  let users = 0;

  async function request(api: Api, path: string, init: RequestOptions = {}): Promise<TestAnswer> {
    const token = init.token === undefined ? await (adminToken ??= login()) : init.token;
    const method = init.method ?? 'GET';
    const json = init.json === undefined ? undefined : JSON.stringify(init.json);
    const body = json ?? init.body;
    const response = await fetch(`${urls[api]}${path}`, {
      method,
      headers: {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...init.headers,
      },
      redirect: 'manual',
      ...(body !== undefined && { body, duplex: 'half' }),
      ...(init.signal !== undefined && { signal: init.signal }),
    });
    const { status, headers } = response;
    // An answer that never ends: its beginning is enough.
    const endless = headers.get('content-type') === 'text/event-stream';
    const text = endless ? await beginningOf(response) : await response.text();
    judgeOf(api).check(method, response.url, { status, headers, text });
    const isJson = /json(;|$)/.test(headers.get('content-type') ?? '') && text !== '';
    const parsed: unknown = isJson ? JSON.parse(text) : undefined;
    canaries.watch(init.json, status, text, parsed);
    return { status, headers, text, body: parsed };
  }

  async function login(username = 'admin', password = ADMIN_PASSWORD): Promise<string> {
    const answer = await request('control-center', '/auth/login', {
      method: 'POST',
      token: null,
      json: { username, password },
    });
    if (answer.status !== 200)
      throw new Error(`the login of ${username} was answered ${answer.status}: ${answer.text}`);
    return answer.body.data.token as string;
  }

  return {
    orchestratorUrl: orchestrator.url,
    controlCenterUrl: controlCenter.url,
    config,
    app,
    database,
    logLines,
    request,
    login,
    async tokenOf(...roles) {
      const username = `user-${(users += 1)}`;
      const password = 'a password for tests';
      const json = { username, email: `${username}@example.com`, password, roles };
      const made = await request('control-center', '/users', { method: 'POST', json });
      if (made.status !== 201) throw new Error(`the user was not made: ${made.text}`);
      return login(username, password);
    },
    async stop() {
      await Promise.all([orchestrator.close(1_000), controlCenter.close(1_000)]);
      const looked = canaries.look(logLines, database);
      await app.stop(5_000).finally(async () => {
        await looked.catch(() => undefined);
        await release();
      });
      await looked;
    },
  };
}
