import { posix } from 'node:path';
import { hostFacts } from '../hostFacts.ts';
import { segment } from '../names.ts';
import { outputsOf, paramEnvironment, paramsFile } from '../params.ts';
import { ProviderError } from '../provider.ts';
import { quoted } from '../quoted.ts';
import type { JobFile, Transport } from '../transport.ts';
import { status } from './agent.ts';
import type { Answer } from './connection.ts';

/** Runs a command of the agent for one server. @throws ProviderError when its exit status is none of `expected` */
export type Call = (args: readonly string[], expected: readonly number[], input?: Uint8Array) => Promise<Answer>;

/** Output handed over by one poll, at most: 256 KiB. */
const chunkBytes = 256 * 1024;
const outputsBytes = 64 * 1024;

interface SshTransportDeps {
  readonly call: Call;
  /** Name of the server, for messages. */
  readonly server: string;
  /** Whether scripts run as root. */
  readonly root: boolean;
}

/** Scripts as detached process groups on a host, in the server's directory there. */
export function createSshTransport({ call, server, root }: SshTransportDeps): Transport {
  const kill: Transport['kill'] = async (id, graceMs) => {
    const tenths = String(Math.ceil(graceMs / 100));
    const { rc } = await call(['kill', segment('job', id), tenths], [0, status.absent, status.unkillable]);
    if (rc === status.unkillable) {
      throw new ProviderError('CANNOT_KILL', 'retryable', `Processes of job ${id} on ${server} don't end`);
    }
  };

  return {
    kind: 'ssh',

    async start(job) {
      if (job.become && !root) {
        const message = `Job ${job.id} needs root on ${server}: log in as root, or set sudo = true for its provider`;
        throw new ProviderError('NO_ROOT', 'fatal', message);
      }
      const params = job.params ?? {};
      const files: readonly JobFile[] = [
        ...(job.files ?? []).map((file) => ({ ...file, path: inside('files', file.path) })),
        { path: 'script.sh', data: bytesOf(job.script), mode: 0o700 },
        { path: 'params.json', data: bytesOf(paramsFile(params)), mode: 0o600 },
        { path: 'env', data: bytesOf(exports({ ...job.env, ...paramEnvironment(params) })), mode: 0o600 },
      ];
      const lines = bytesOf(`${files.map(lineOf).join('')}end\n`);
      const { rc } = await call(['start', segment('job', job.id)], [0, status.absent, status.deleting], lines);
      refuse(rc, server);
    },

    async poll(id, fromByte) {
      const asked = ['poll', segment('job', id), String(fromByte), String(chunkBytes)];
      const { rc, out } = await call(asked, [0, status.absent]);
      if (rc === status.absent) return { state: 'lost', out: new Uint8Array() };
      const line = out.indexOf('\n');
      const [state, exit] = out.subarray(0, line).toString().split(' ');
      const rest = out.subarray(line + 1);
      if (state === 'exited') return { state, rc: Number(exit), out: rest };
      return { state: state === 'running' ? state : 'lost', out: rest };
    },

    kill,

    async forget(id) {
      await kill(id, 0);
      await call(['forget', segment('job', id)], [0, status.absent]);
    },

    async outputs(id) {
      const asked = ['get', `jobs/${segment('job', id)}/outputs`, String(outputsBytes)];
      const { out } = await call(asked, [0, status.absent]);
      return outputsOf(out.toString());
    },

    async put(path, data, mode) {
      const asked = ['put', inside('.', path), mode.toString(8), String(data.length)];
      refuse((await call(asked, [0, status.absent], data)).rc, server);
    },

    async get(path, max) {
      const { rc, out } = await call(['get', inside('.', path), String(max)], [0, status.absent]);
      return rc === status.absent ? null : out;
    },

    async drop(path) {
      await call(['drop', inside('.', path)], [0, status.absent]);
    },

    async facts() {
      const { rc, out } = await call(['facts'], [0, status.absent]);
      refuse(rc, server);
      const [machine = '', ...osRelease] = out.toString().split('\n');
      return hostFacts(osRelease.join('\n'), machine);
    },

    close: () => Promise.resolve(),
  };
}

const gone = (server: string): ProviderError =>
  new ProviderError('NOT_FOUND', 'fatal', `Server ${server} no longer exists on its host`);

function refuse(rc: number, server: string): void {
  if (rc === status.absent) throw gone(server);
  if (rc === status.deleting) throw new ProviderError('DELETING', 'fatal', `Server ${server} is being deleted`);
}

/** @returns the path from the server's directory @throws ProviderError `BAD_PATH` when it leads out of `directory` */
function inside(directory: string, path: string): string {
  const full = posix.resolve('/', directory, path);
  const from = posix.resolve('/', directory);
  const within = !posix.isAbsolute(path) && !path.split('/').includes('..') && full !== from;
  if (within && !/[\0\n]/.test(path)) return full.slice(1);
  throw new ProviderError('BAD_PATH', 'fatal', `${JSON.stringify(path)} is no path below its directory`);
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A file as the agent's `start` reads it. */
const lineOf = ({ path, data, mode }: JobFile): string =>
  `${mode.toString(8)} ${data.length === 0 ? '-' : Buffer.from(data).toString('base64')} ${path}\n`;

const exports = (variables: Readonly<Record<string, string>>): string =>
  Object.entries(variables)
    .map(([name, value]) => `export ${name}=${quoted(value)}\n`)
    .join('');
