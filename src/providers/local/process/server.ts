import { randomBytes } from 'node:crypto';
import { access, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jobScript } from '../../jobShell.ts';
import { ProviderError } from '../../provider.ts';
import { serverRecord, type ServerRecord } from '../../serverRecord.ts';
import { isAbsent, isTaken } from './files.ts';
import { launch } from './launch.ts';
import { directories, layout, type Layout } from './layout.ts';
import { endAll, isAlive, readMark } from './processes.ts';
import { initScript, superviseScript } from './shell.ts';

/** `server.json`, and whether a delete has begun. */
export type Meta = ServerRecord & { readonly deleting: boolean };

/** How long services get to end after TERM. */
const graceMs = 1500;

/** The server's own record; null when the directory is missing or isn't ours. */
export async function readMeta(server: Layout): Promise<Meta | null> {
  const text = await readFile(server.meta, 'utf8').catch(isAbsent(null));
  if (text === null) return null;
  const parsed = serverRecord.safeParse(parseJson(text));
  if (!parsed.success) return null;
  const deleting = await access(server.deleting).then(
    () => true,
    () => false,
  );
  return { ...parsed.data, deleting };
}

/**
 * Makes the directory complete under a hidden name, then renames it into place: there is never half a server, and of
 * several at once exactly one wins. @returns the server that has the name now, or `foreign` for what isn't ours
 */
export async function makeServer(base: string, server: Layout, meta: ServerRecord): Promise<Meta | 'foreign'> {
  const found = await readMeta(server);
  if (found) return found;
  const hidden = `.making-${meta.id}-`;
  const making = layout(join(base, hidden + randomBytes(4).toString('hex')));
  await mkdir(making.root, { recursive: true, mode: 0o700 });
  try {
    for (const directory of directories) await mkdir(join(making.root, directory), { mode: 0o700 });
    const scripts = { 'init.sh': initScript, 'supervise.sh': superviseScript, 'job.sh': jobScript };
    const files = Object.entries(scripts).map(([file, text]) =>
      writeFile(join(making.own, file), text, { mode: 0o700 }),
    );
    await Promise.all([...files, writeFile(making.meta, JSON.stringify(meta, null, 2), { mode: 0o600, flag: 'wx' })]);
    await rename(making.root, server.root);
  } catch (error) {
    // Another of ours may have been first, and swept our unfinished one away.
    const first = await readMeta(server);
    if (first) return first;
    if (isTaken(error)) return 'foreign';
    throw new ProviderError('CANNOT_WRITE', 'retryable', `Server ${meta.name} could not be written`, { cause: error });
  } finally {
    await sweep(base, hidden);
  }
  return (await readMeta(server)) ?? 'foreign';
}

const starting = new Map<string, Promise<void>>();

/** Sees to it that the server's init runs, once, however many ask at a time. */
export function startInit(server: Layout, environment: Readonly<Record<string, string>>): Promise<void> {
  const begun = starting.get(server.root) ?? ensureInit(server, environment);
  starting.set(server.root, begun);
  return begun.finally(() => starting.delete(server.root));
}

async function ensureInit(server: Layout, environment: Readonly<Record<string, string>>): Promise<void> {
  const mark = await readMark(server.initMark);
  if (await isAlive(mark)) return;
  if (mark) {
    // Services of an init that was killed alone would otherwise run twice. Jobs don't belong to it and go on.
    await endAll([], { PROV_ROOT: server.root, PROV_INIT: '1' }, graceMs);
    await rm(server.initMark, { force: true });
  }
  await launch(server.root, [join(server.own, 'init.sh')], { ...environment, PROV_INIT: '1' });
  if (await isAlive(await readMark(server.initMark))) return;
  throw new ProviderError(
    'NOT_RUNNING',
    'retryable',
    `The init process of the server in ${server.root} doesn't stay up`,
  );
}

/** Ends every process of the server, then removes its directory. Safe to repeat at any point. */
export async function removeServer(base: string, server: Layout, externalId: string): Promise<void> {
  const meta = await readMeta(server);
  if (meta === null && (await readdir(server.root).catch(isAbsent(null))) !== null) {
    const message = `${server.root} doesn't carry the mark of a server of ours, so it isn't deleted`;
    throw new ProviderError('NOT_OURS', 'fatal', message);
  }
  if (meta?.id === externalId) {
    // From here on no job starts, and whoever comes after a crash goes on deleting.
    await writeFile(server.deleting, '');
    const left = await endAll(await marksOf(server), { PROV_ROOT: server.root }, graceMs);
    if (left > 0)
      throw new ProviderError('CANNOT_KILL', 'retryable', `${left} processes of server ${meta.name} don't end`);
    await rename(server.root, join(base, `.gone-${externalId}-${randomBytes(4).toString('hex')}`));
    // A job that had passed its look at the mark may have slipped in before the rename; none can after it.
    await endAll([], { PROV_ROOT: server.root }, 0);
  }
  await sweep(base, `.gone-${externalId}-`);
  await sweep(base, `.making-${externalId}-`);
}

async function marksOf(server: Layout) {
  const jobs = await readdir(server.jobs).catch(isAbsent([]));
  const marks = await Promise.all(
    [server.initMark, ...jobs.map((job) => join(server.jobs, job, 'pgid'))].map(readMark),
  );
  return marks.filter((mark) => mark !== null);
}

async function sweep(base: string, prefix: string): Promise<void> {
  const entries = (await readdir(base).catch(isAbsent([]))).filter((entry) => entry.startsWith(prefix));
  await Promise.all(entries.map((entry) => rm(join(base, entry), { recursive: true, force: true, maxRetries: 5 })));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
