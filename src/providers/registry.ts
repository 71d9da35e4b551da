import { createProcessProvider } from './local/process/provider.ts';
import type { ServerProvider } from './provider.ts';
import { createSshProvider } from './ssh/provider.ts';
import type { SshSettings } from './ssh/settings.ts';

/** Provider names users may write, and what serves each. */
export interface Providers {
  /** The provider of that name, or the sentence that says what to set so that there is one. */
  lookUp(name: string): { readonly provider: ServerProvider } | { readonly reason: string };
  readonly names: readonly string[];
}

type Mapping = { readonly driver: 'process' } | ({ readonly driver: 'ssh' } & SshSettings);

interface ProvidersDeps {
  /** `[providers.<name>]` of the configuration. */
  readonly config: Readonly<Record<string, Mapping>>;
  readonly dataDir: string;
  /** Node binary for task services on servers of this machine. */
  readonly node: string;
  /** This machine's name. */
  readonly host: string;
  readonly now: () => Date;
}

/** Names of clouds: without a mapping they deserve a better answer than "unknown". */
const clouds = ['aws', 'upcloud'];

const serve = (name: string, mapping: Mapping, { dataDir, node, host, now }: ProvidersDeps): ServerProvider =>
  mapping.driver === 'ssh'
    ? createSshProvider({ name, settings: mapping, now })
    : createProcessProvider({ name, dataDir, node, host, now });

export function createProviders(deps: ProvidersDeps): Providers {
  const providers = new Map(
    Object.entries(deps.config).map(([name, mapping]) => [name, serve(name, mapping, deps)] as const),
  );
  const names = [...providers.keys()];
  return {
    names,
    lookUp(name) {
      const provider = providers.get(name);
      if (provider) return { provider };
      const cure = `set [providers.${name}] driver = "process" in provisioning.toml to serve it on this machine, or "ssh" for hosts of yours`;
      if (clouds.includes(name)) return { reason: `Provider ${name} has neither a driver nor credentials: ${cure}` };
      const there = names.length > 0 ? `; configured are ${names.join(', ')}` : '';
      return { reason: `There is no provider ${name}: ${cure}${there}` };
    },
  };
}
