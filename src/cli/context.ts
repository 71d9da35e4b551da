import type { Command } from 'commander';
import { InvalidArgumentError, ProvisioningClient, type Page, type PagePromise } from '../../sdk/index.ts';
import type { Credentials } from './credentials.ts';
import { NotLoggedInError, UsageError, type ExitCode } from './exit.ts';
import { createOutput, type Columns, type Output } from './output.ts';
import type { Terminal } from './terminal.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the whole command needs from outside. */
export interface CliDeps {
  readonly env: Environment;
  readonly terminal: Terminal;
  readonly credentials: Credentials;
  /** Fires when the user wants to stop. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Starts the services in this process; returns when they are told to stop. */
  readonly serve: (which: 'all' | 'orchestrator' | 'control-center') => Promise<void>;
}

/** What one command works with. */
export interface Context {
  readonly deps: CliDeps;
  readonly out: Output;
  readonly url: string;
  readonly signal: AbortSignal;
  /** A client with the user's token; throws `NotLoggedInError` when there is none. */
  client(): Promise<ProvisioningClient>;
  /** A client without a token, for login. */
  anonymous(): ProvisioningClient;
  withToken(token: string): ProvisioningClient;
}

export interface GlobalOptions {
  readonly url?: string;
  readonly controlCenterUrl?: string;
  readonly token?: string;
  readonly json?: true;
  readonly color: boolean;
}

const DEFAULT_URL = 'http://127.0.0.1:9090';

export function createContext(deps: CliDeps, options: GlobalOptions): Context {
  const { env, credentials, terminal } = deps;
  const url = (options.url ?? env['PROVISIONING_URL'] ?? DEFAULT_URL).replace(/\/+$/, '');
  const controlCenterUrl = options.controlCenterUrl ?? env['PROVISIONING_CONTROL_CENTER_URL'];
  const color = options.color && !env['NO_COLOR'];
  const withToken = (token: string): ProvisioningClient => {
    try {
      return new ProvisioningClient(url, token, { controlCenterUrl });
    } catch (error) {
      if (error instanceof InvalidArgumentError)
        throw new UsageError(`--url or --control-center-url: ${error.message}`);
      throw error;
    }
  };
  return {
    deps,
    out: createOutput({ terminal, json: options.json ?? false, color }),
    url,
    signal: deps.signal,
    anonymous: () => withToken(''),
    withToken,
    async client() {
      const given = options.token ?? env['PROVISIONING_TOKEN'];
      if (given) return withToken(given);
      const saved = await credentials.find(url);
      if (saved === undefined) {
        throw new NotLoggedInError(`not logged in to ${url}: run \`provisioning login\`, or set PROVISIONING_TOKEN`);
      }
      if (Date.parse(saved.expires_at) <= deps.now()) {
        throw new NotLoggedInError(`the login of ${saved.username} has expired: run \`provisioning login\` again`);
      }
      return withToken(saved.token);
    },
  };
}

/** How a command's work ended; nothing means well. */
export type Outcome = ExitCode | undefined;

/** The work of a command: gets the context, the command's own options and its arguments. */
export type Run<O> = (context: Context, options: O, args: readonly string[]) => Promise<Outcome> | Promise<void>;

/** Ties a command to its work. `O` names the options that were declared on the command. */
export type Act = <O extends object>(command: Command, run: Run<O>) => void;

export interface ListOptions {
  readonly limit?: string;
  readonly offset?: string;
  readonly all?: true;
}

/** Adds --limit, --offset and --all. */
export const withPaging = (command: Command): Command =>
  command
    .option('--limit <n>', 'items to show, 1 to 1000 (default: 50)')
    .option('--offset <n>', 'items to skip')
    .option('--all', 'show every item');

export const pagingOf = ({ limit, offset }: ListOptions): { limit?: number; offset?: number } => ({
  ...(limit === undefined ? {} : { limit: wholeNumber('--limit', limit) }),
  ...(offset === undefined ? {} : { offset: wholeNumber('--offset', offset) }),
});

/** Prints a page, or with --all every item, and says when there are more. */
export async function printList<T>(
  context: Context,
  pages: PagePromise<T>,
  options: ListOptions,
  columns: Columns<T>,
): Promise<void> {
  const page: Page<T> = await pages;
  const items = options.all ? await collect(page) : page.items;
  context.out.list(items, columns);
  const shown = page.offset + items.length;
  const total = page.exact ? String(page.total) : `more than ${page.total}`;
  if (!options.all && (shown < page.total || !page.exact))
    context.out.note(`${items.length} of ${total} shown; --all shows the rest`);
}

async function collect<T>(page: Page<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of page) items.push(item);
  return items;
}

export function wholeNumber(option: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`${option} must be a whole number, not ${JSON.stringify(text)}`);
  return Number(text);
}
