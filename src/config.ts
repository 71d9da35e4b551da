import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { z } from 'zod';
import { WebhookEvent } from '../generated/enums.ts';
import { maxParallel, otherVariables, perSecond, settings, type Setting, type SettingValues } from './configTable.ts';
import { sshSettings } from './providers/ssh/settings.ts';

const webhookEndpoint = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).max(2048),
  events: z.array(z.enum(WebhookEvent)).min(1),
  secret: z.string().min(1).max(1024),
});

/** One `[[webhooks.endpoints]]` of the configuration. */
export type WebhookEndpoint = Readonly<z.output<typeof webhookEndpoint>>;

const budgets = { max_parallel: maxParallel.optional(), requests_per_second: perSecond.optional() };

const providerMapping = z.discriminatedUnion(
  'driver',
  [
    z.strictObject({ driver: z.literal('process'), ...budgets }),
    sshSettings.extend({ driver: z.literal('ssh'), ...budgets }),
  ],
  { error: 'must be "process" or "ssh"' },
);

/** One `[providers.<name>]`: which driver serves that provider name. */
export type ProviderMapping = Readonly<z.output<typeof providerMapping>>;

export interface Config extends SettingValues {
  readonly providers: Readonly<Record<string, ProviderMapping>>;
  readonly webhookEndpoints: readonly WebhookEndpoint[];
  /** Where programs are looked for: the value of PATH. */
  readonly searchPath: string;
  /** The file that was read, null when there is none. */
  readonly file: string | null;
}

export interface ConfigProblem {
  /** The variable or dotted key that is wrong. */
  readonly name: string;
  readonly message: string;
}

/** The configuration can't be used: every wrong key or variable by name, never with its value. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(`The configuration is wrong. ${problems.map(({ name, message }) => `${name}: ${message}`).join('; ')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;
type Table = Readonly<Record<string, unknown>>;

/**
 * Defaults, then provisioning.toml, then the environment. The file is `PROVISIONING_CONFIG`, or `provisioning.toml` in
 * `cwd` when it is there. Throws `ConfigError`. The only reader of the environment.
 */
export function loadConfig({ env, cwd }: { readonly env: Environment; readonly cwd: string }): Config {
  const problems: ConfigProblem[] = [];
  const file = findFile(env, cwd);
  const table = file === null ? {} : readTable(file);
  const base = file === null ? cwd : dirname(file);

  const values = Object.fromEntries(
    Object.entries<Setting>(settings).map(([name, setting]) => [
      name,
      readSetting(setting, env, table, cwd, base, problems),
    ]),
  ) as unknown as SettingValues;
  const webhookEndpoints = readPart(
    z.array(webhookEndpoint),
    'webhooks.endpoints',
    lookUp(table, 'webhooks.endpoints') ?? [],
    problems,
  );
  const mappings = readPart(z.record(z.string(), providerMapping), 'providers', providerTables(table), problems);

  problems.push(...unknownKeys(table, ''), ...unknownVariables(env));
  if (problems.length > 0 || webhookEndpoints === undefined || mappings === undefined) throw new ConfigError(problems);
  const providers = Object.fromEntries(
    Object.entries(mappings).map(([name, mapping]) => [name, resolved(mapping, base)]),
  );
  return { ...values, providers, webhookEndpoints, searchPath: env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin', file };
}

/** Paths of a mapping count from the file, as all others there. */
const resolved = (mapping: ProviderMapping, base: string): ProviderMapping =>
  mapping.driver === 'ssh' ? { ...mapping, key_file: resolve(base, mapping.key_file) } : mapping;

function findFile(env: Environment, cwd: string): string | null {
  const named = env['PROVISIONING_CONFIG'];
  const file = resolve(cwd, named === undefined || named === '' ? 'provisioning.toml' : named);
  if (existsSync(file)) return file;
  if (named === undefined || named === '') return null;
  throw new ConfigError([{ name: 'PROVISIONING_CONFIG', message: `there is no file ${file}` }]);
}

function readTable(file: string): Table {
  try {
    return parseToml(readFileSync(file, 'utf8'));
  } catch (error) {
    // smol-toml's message quotes the lines around the mistake, which may hold a secret: only its first line is told.
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    const place = error instanceof Error && 'line' in error ? ` (line ${String(error.line)})` : '';
    throw new ConfigError([{ name: file, message: `${message}${place}` }]);
  }
}

function readSetting(
  setting: Setting,
  env: Environment,
  table: Table,
  cwd: string,
  base: string,
  problems: ConfigProblem[],
): unknown {
  const text = setting.env === null ? undefined : env[setting.env];
  // An empty variable is what `docker run -e NAME=` or an unset line of a compose file gives: as if it weren't there.
  const fromEnv = text === undefined || text === '' ? undefined : text;
  const fromFile = setting.key === null ? undefined : lookUp(table, setting.key);
  const given = fromEnv === undefined ? fromFile : fromText(fromEnv, setting.kind);
  if (given === undefined) return setting.path === true ? resolve(cwd, String(setting.fallback)) : setting.fallback;
  const name = (fromEnv === undefined ? setting.key : setting.env) ?? '';
  const value = readPart(setting.schema, name, given, problems);
  return setting.path === true && typeof value === 'string'
    ? resolve(fromEnv === undefined ? base : cwd, value)
    : value;
}

function fromText(text: string, kind: Setting['kind']): unknown {
  switch (kind) {
    case 'text':
      return text;
    case 'integer':
      return /^\d{1,10}$/.test(text) ? Number(text) : text;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'list':
      return text.split(',').map((item) => item.trim());
  }
}

function readPart<T>(schema: z.ZodType<T>, name: string, value: unknown, problems: ConfigProblem[]): T | undefined {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const place = issue.path
      .map((step) => (typeof step === 'number' ? `[${String(step)}]` : `.${String(step)}`))
      .join('');
    if (issue.code === 'unrecognized_keys') {
      problems.push(...issue.keys.map((key) => ({ name: `${name}${place}.${key}`, message: 'is not a known key' })));
    } else problems.push({ name: `${name}${place}`, message: issue.message });
  }
  return undefined;
}

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function lookUp(table: Table, key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>((at, step) => (isTable(at) && Object.hasOwn(at, step) ? at[step] : undefined), table);
}

/** `[providers.http]` is no mapping but the allow list of the `http` operations. */
function providerTables(table: Table): unknown {
  const providers = lookUp(table, 'providers') ?? {};
  return isTable(providers)
    ? Object.fromEntries(Object.entries(providers).filter(([name]) => name !== 'http'))
    : providers;
}

const knownKeys: readonly string[] = Object.values<Setting>(settings).flatMap(({ key }) => key ?? []);

function unknownKeys(table: Table, prefix: string): ConfigProblem[] {
  return Object.entries(table).flatMap(([step, value]) => {
    const key = prefix + step;
    if (knownKeys.includes(key) || key === 'webhooks.endpoints') return [];
    if (prefix === 'providers.' && step !== 'http') return [];
    const group = key === 'providers' || knownKeys.some((known) => known.startsWith(`${key}.`));
    if (!group) return [{ name: key, message: 'is not a known key' }];
    return isTable(value) ? unknownKeys(value, `${key}.`) : [{ name: key, message: 'must be a table' }];
  });
}

function unknownVariables(env: Environment): ConfigProblem[] {
  const known = new Set([
    ...Object.values<Setting>(settings).flatMap((setting) => setting.env ?? []),
    ...otherVariables,
  ]);
  return Object.keys(env)
    .filter((name) => name.startsWith('PROVISIONING_') && !known.has(name))
    .map((name) => ({ name, message: 'is not a known setting' }));
}
