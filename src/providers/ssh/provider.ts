import { posix } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { jobScript } from '../jobShell.ts';
import { externalIdOf, nameOf, segment } from '../names.ts';
import { planServer } from '../plan.ts';
import type { Capabilities, Ctx, Observed, Plan, ServerProvider } from '../provider.ts';
import { ProviderError } from '../provider.ts';
import { quoted } from '../quoted.ts';
import { serverRecord, type ServerRecord } from '../serverRecord.ts';
import { agent, status } from './agent.ts';
import { createRemote, type Answer, type Remote } from './connection.ts';
import type { SshSettings } from './settings.ts';
import { createSshTransport, type Call } from './transport.ts';

interface SshProviderDeps {
  /** The name users write; what its hosts keep lies apart from that of other names. */
  readonly name: string;
  readonly settings: SshSettings;
  readonly now: () => Date;
}

const capabilities: Capabilities = {
  plans: 'any',
  zones: 'any',
  idempotentCreate: 'token',
  isolation: 'none',
  maxParallel: 32,
};

/** How long a host gets to answer when it is only asked how it is. */
const verifyMs = 3_000;

/** How long a create or delete waits while another call holds its host. */
const busyMs = 60_000;

/**
 * Driver `ssh`: a server is a host of yours that the configuration names, taken into use. Creating it puts a directory
 * with our mark there; deleting it ends what runs in that directory and removes it, and leaves the host as such alone.
 */
export function createSshProvider({ name: provider, settings, now }: SshProviderDeps): ServerProvider {
  const base = posix.join(settings.directory, segment('provider', provider));
  const root = settings.sudo || settings.user === 'root';
  const remotes = new Map<string, Remote>();

  const remoteOf = (name: string): Remote => {
    const host = Object.hasOwn(settings.hosts, name) ? settings.hosts[name] : undefined;
    if (host === undefined) {
      const message = `${provider} has no host ${name}: set [providers.${provider}.hosts.${name}] address and fingerprint`;
      throw new ProviderError('NO_HOST', 'fatal', message);
    }
    const remote = remotes.get(name) ?? createRemote({ name, host, user: settings.user, keyFile: settings.key_file });
    remotes.set(name, remote);
    return remote;
  };

  const callOn =
    (name: string): Call =>
    async ([command = '', ...args], expected, input) => {
      const words = ['/bin/sh', '-c', agent, 'agent', command, base, segment('server', name), ...args];
      const line = [...(settings.sudo ? ['sudo', '-n'] : []), ...words].map(quoted).join(' ');
      const answer = await remoteOf(name).run(line, input);
      if (expected.includes(answer.rc)) return answer;
      const message = `${command} on host ${name} failed with exit status ${answer.rc}: ${answer.err.trim().slice(-500)}`;
      throw new ProviderError('HOST_FAILED', 'retryable', message);
    };

  /** As `callOn`, and again while another call changes the host. */
  const changing = async (ctx: Ctx, name: string, args: readonly string[], expected: readonly number[]) => {
    for (const until = performance.now() + busyMs; ;) {
      ctx.signal.throwIfAborted();
      const answer = await callOn(name)(args, [...expected, status.busy]);
      if (answer.rc !== status.busy) return answer;
      if (performance.now() > until) throw new ProviderError('BUSY', 'retryable', `Host ${name} is being changed`);
      await pause(100);
    }
  };

  const observe = (name: string, { out }: Answer): { meta: ServerRecord; observed: Observed } => {
    const line = out.indexOf('\n');
    const meta = serverRecord.parse(JSON.parse(out.subarray(line + 1).toString()));
    const { plan, zone, labels } = meta;
    return {
      meta,
      observed: {
        externalId: meta.id,
        phase: out.subarray(0, line).toString() === 'deleting' ? 'deleting' : 'running',
        spec: { name: meta.name, plan, zone, labels },
        addresses: [{ kind: 'private', ip: settings.hosts[name]?.address ?? '' }],
        createdBy: meta.token,
        host: null,
      },
    };
  };

  const recorded = async (name: string) => {
    const answer = await callOn(name)(['look'], [0, status.absent, status.foreign]);
    return answer.rc === 0 ? observe(name, answer) : null;
  };
  const look = async (name: string): Promise<Observed | null> => (await recorded(name))?.observed ?? null;

  const lookAtAll = async (): Promise<Observed[]> => {
    const seen = await Promise.all(Object.keys(settings.hosts).map(look));
    return seen.filter((one) => one !== null);
  };

  const byId = async (externalId: string): Promise<Observed | null> => {
    const found = await look(nameOf(externalId));
    return found?.externalId === externalId ? found : null;
  };

  const need = async (externalId: string) => {
    const found = await recorded(nameOf(externalId));
    if (found?.meta.id === externalId) return found;
    throw new ProviderError('NOT_FOUND', 'fatal', `There is no server ${externalId} of provider ${provider}`);
  };

  return {
    name: provider,
    driver: 'ssh',
    capabilities,
    plan: (want, have): Plan => {
      const plan = planServer(want, have);
      if (plan.action !== 'delete' || have === null) return plan;
      const kept = `The host of ${have.spec.name} stays, and what task services put outside of our directory there`;
      return { ...plan, warnings: [...plan.warnings, kept] };
    },

    async verify() {
      const checks = Object.keys(settings.hosts).map(async (name): Promise<string[]> => {
        const late = pause(verifyMs, [`host ${name} has not answered within ${verifyMs / 1000} s`], { ref: false });
        const checked = callOn(name)(['check'], [0]).then(
          () => [],
          (error: unknown) => [error instanceof Error ? error.message : String(error)],
        );
        return Promise.race([checked, late]);
      });
      return (await Promise.all(checks)).flat();
    },

    async find(_ctx, by) {
      if ('externalId' in by) return byId(by.externalId);
      if (!('token' in by)) return look(by.name);
      // A server of that token could only bear that name.
      const seen = by.name === undefined ? await lookAtAll() : [await look(by.name)];
      return seen.find((one) => one?.createdBy === by.token) ?? null;
    },

    async create(ctx, spec) {
      ctx.signal.throwIfAborted();
      const { plan, zone, labels } = spec;
      const name = segment('server', spec.name);
      // The agent looks for the id as text, with what follows it.
      const meta: ServerRecord = {
        id: externalIdOf(name, ctx.token),
        name,
        plan,
        zone,
        labels,
        token: ctx.token,
        createdAt: now().toISOString(),
      };
      const answer = await changing(ctx, name, ['create', JSON.stringify(meta), jobScript], [0, status.foreign]);
      if (answer.rc === status.foreign) {
        const message = `Host ${name} has a directory ${base}/${name} that isn't ours; move it away`;
        throw new ProviderError('NAME_TAKEN', 'fatal', message);
      }
      const { meta: found, observed } = observe(name, answer);
      if (found.token !== ctx.token) {
        throw new ProviderError('NAME_TAKEN', 'fatal', `${provider} already has a server named ${name}`);
      }
      if (observed.phase === 'deleting') {
        throw new ProviderError('DELETING', 'retryable', `Server ${name} is being deleted`);
      }
      return observed;
    },

    async update(ctx, externalId, spec) {
      const { plan, zone, labels } = spec;
      const meta: ServerRecord = { ...(await need(externalId)).meta, plan, zone, labels };
      const { name } = meta;
      return observe(name, await changing(ctx, name, ['update', JSON.stringify(meta)], [0])).observed;
    },

    async wait(ctx, externalId, until) {
      ctx.signal.throwIfAborted();
      // Creating and deleting are done when they return, so there is nothing that waiting could bring.
      if (until === 'running') return (await need(externalId)).observed;
      if ((await byId(externalId)) === null) return null;
      throw new ProviderError('STILL_THERE', 'retryable', `Server ${externalId} has not been deleted`);
    },

    async delete(ctx, externalId) {
      const name = nameOf(externalId);
      const expected = [0, status.absent, status.foreign, status.unkillable];
      const { rc } = await changing(ctx, name, ['delete', externalId], expected);
      if (rc === status.foreign) {
        const message = `${base}/${name} on host ${name} doesn't carry the mark of a server of ours, so it isn't deleted`;
        throw new ProviderError('NOT_OURS', 'fatal', message);
      }
      if (rc === status.unkillable) {
        throw new ProviderError('CANNOT_KILL', 'retryable', `Processes of server ${name} don't end`);
      }
    },

    async list(_ctx, labels = {}) {
      const wanted = Object.entries(labels);
      return (await lookAtAll()).filter(({ spec }) => wanted.every(([key, value]) => spec.labels[key] === value));
    },

    removeByHand: (name) => byHand(settings, base, name),

    async transport(_ctx, externalId) {
      const { name } = (await need(externalId)).meta;
      return createSshTransport({ call: callOn(name), server: name, root });
    },
  };
}

/** Ends every process that carries the server's directory in its environment, then removes it, over ssh. */
function byHand({ user, hosts, sudo }: SshSettings, base: string, name: string): string {
  const host = hosts[name];
  const directory = quoted(`${base}/${name}`);
  const processes = `grep -lzxsF "PROV_ROOT=$(cd ${directory} && pwd -P)" /proc/[0-9]*/environ | cut -d/ -f3`;
  const line = `cd && ${processes} | xargs -r kill -KILL; rm -rf ${directory}`;
  const program = sudo ? `sudo -n sh -c ${quoted(line)}` : line;
  return `ssh -p ${host?.port ?? 22} ${quoted(`${user}@${host?.address ?? name}`)} ${quoted(program)}`;
}
