import { constants } from 'node:fs';
import { access, mkdir, open, readFile, rm } from 'node:fs/promises';
import { machine } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { hostFacts } from '../../hostFacts.ts';
import { outputsOf, paramEnvironment, paramsFile } from '../../params.ts';
import { ProviderError } from '../../provider.ts';
import type { Job, Transport } from '../../transport.ts';
import { isAbsent, writeWhole } from './files.ts';
import { launch } from './launch.ts';
import type { JobLayout, Layout } from './layout.ts';
import { jobLayout } from './layout.ts';
import { endAll, isAlive, readMark } from './processes.ts';

/** Output handed over by one poll, at most: 256 KiB. */
const chunkBytes = 256 * 1024;
const outputsBytes = 64 * 1024;

interface Part {
  readonly bytes: Uint8Array;
  readonly more: boolean;
}

interface TransportDeps {
  readonly server: Layout;
  /** Environment every script of the server gets. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Scripts as detached process groups on this machine, in the server's directory; no isolation, so never as root. */
export function createProcessTransport({ server, environment }: TransportDeps): Transport {
  const inside = (path: string): string => {
    const full = resolve(server.root, path);
    if (full.startsWith(server.root + sep)) return full;
    throw new ProviderError('BAD_PATH', 'fatal', `${JSON.stringify(path)} lies outside of the server's directory`);
  };

  const prepare = async (job: Job, at: JobLayout): Promise<void> => {
    await mkdir(at.files, { recursive: true, mode: 0o700 });
    const files = (job.files ?? []).map(({ path, data, mode }) => {
      const target = resolve(at.files, path);
      if (!target.startsWith(at.files + sep))
        throw new ProviderError('BAD_PATH', 'fatal', `Job file ${path} leaves its directory`);
      return writeWhole(target, data, mode);
    });
    await Promise.all([
      ...files,
      writeWhole(at.script, job.script, 0o700),
      writeWhole(at.params, paramsFile(job.params ?? {}), 0o600),
    ]);
  };

  const kill: Transport['kill'] = async (id, graceMs) => {
    const at = jobLayout(server, id);
    const mark = await readMark(at.mark);
    if (mark === null) return;
    const left = await endAll([mark], { PROV_ROOT: server.root, PROV_JOB: id }, graceMs);
    if (left > 0) throw new ProviderError('CANNOT_KILL', 'retryable', `${left} processes of job ${id} don't end`);
    if (!(await exists(at.rc))) await writeWhole(at.rc, '137\n', 0o600);
  };

  return {
    kind: 'local',

    async start(job) {
      if (job.become) {
        throw new ProviderError('NO_ROOT', 'fatal', `Job ${job.id} needs root, which a process server never has`);
      }
      const at = jobLayout(server, job.id);
      if (await exists(server.deleting)) throw new ProviderError('DELETING', 'fatal', 'The server is being deleted');
      if (await exists(at.mark)) return;
      await access(server.meta, constants.R_OK).catch((cause: unknown) => {
        throw new ProviderError('NOT_FOUND', 'fatal', 'The server no longer exists', { cause });
      });
      await prepare(job, at);
      await launch(server.root, [join(server.own, 'job.sh'), at.dir], {
        ...environment,
        ...job.env,
        ...paramEnvironment(job.params ?? {}),
        PROV_JOB: job.id,
        PROV_FILES: at.files,
        PROV_PARAMS_FILE: at.params,
        PROV_OUTPUTS_FILE: at.outputs,
      });
    },

    async poll(id, fromByte) {
      const at = jobLayout(server, id);
      // The exit status is looked at before the output, so that what is told with it is all there is.
      const ended = await ending(at);
      const { bytes, more } = (await readFrom(at.log, fromByte)) ?? { bytes: new Uint8Array(), more: false };
      if (ended === null || more) return { state: 'running', out: bytes };
      return ended === 'lost' ? { state: 'lost', out: bytes } : { state: 'exited', rc: ended, out: bytes };
    },

    kill,

    async forget(id) {
      await kill(id, 0);
      await rm(jobLayout(server, id).dir, { recursive: true, force: true });
    },

    async outputs(id) {
      const text = await readFile(jobLayout(server, id).outputs, 'utf8').catch(isAbsent(''));
      return outputsOf(text.slice(0, outputsBytes));
    },

    async put(path, data, mode) {
      await writeWhole(inside(path), data, mode);
    },

    async get(path, max) {
      return (await readFrom(inside(path), 0, max))?.bytes ?? null;
    },

    async drop(path) {
      await rm(inside(path), { force: true });
    },

    async facts() {
      return hostFacts(await readFile('/etc/os-release', 'utf8').catch(isAbsent('')), machine());
    },

    close: () => Promise.resolve(),
  };
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Exit status, `lost`, or null while it runs. A job may end between two looks: the status is read again at the end. */
async function ending(at: JobLayout): Promise<number | 'lost' | null> {
  const status = async (): Promise<number | null> => {
    const text = await readFile(at.rc, 'utf8').catch(isAbsent(null));
    return text === null ? null : Number(text);
  };
  const first = await status();
  if (first !== null) return first;
  if (await isAlive(await readMark(at.mark))) return null;
  return (await status()) ?? 'lost';
}

/** Null when there is no such file: told by opening it, since one that was seen may be gone a moment later. */
async function readFrom(path: string, from: number, max = chunkBytes): Promise<Part | null> {
  const file = await open(path, 'r').catch(isAbsent(null));
  if (file === null) return null;
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.max(0, Math.min(max, size - from))), {
      position: from,
    });
    return { bytes: buffer.subarray(0, bytesRead), more: from + bytesRead < size };
  } finally {
    await file.close();
  }
}
