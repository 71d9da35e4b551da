import { createProcessProvider } from './local/process/provider.ts';
import type { ServerProvider } from './provider.ts';

/** Provider names users may write, and what serves each. */
export interface Providers {
  /** The provider of that name, or the sentence that says what to set so that there is one. */
  lookUp(name: string): { readonly provider: ServerProvider } | { readonly reason: string };
  readonly names: readonly string[];
}

interface ProvidersDeps {
  /** `[providers.<name>]` of the configuration. */
  readonly config: Readonly<Record<string, { readonly driver: string }>>;
  readonly dataDir: string;
  /** Node binary for task services on servers of this machine. */
  readonly node: string;
  /** This machine's name. */
  readonly host: string;
  readonly now: () => Date;
}

/** Names of clouds: without a mapping they deserve a better answer than "unknown". */
const clouds = ['aws', 'upcloud'];

const drivers = {
  process: (name: string, { dataDir, node, host, now }: ProvidersDeps) =>
    createProcessProvider({ name, dataDir, node, host, now }),
};

const isDriver = (name: string): name is keyof typeof drivers => Object.hasOwn(drivers, name);

/** @throws Error naming the key when a mapping names a driver that doesn't exist: the start stops there */
export function createProviders(deps: ProvidersDeps): Providers {
  const known = Object.keys(drivers).join(', ');
  const providers = new Map<string, ServerProvider>();
  for (const [name, { driver }] of Object.entries(deps.config)) {
    const key = `providers.${name}.driver`;
    if (!isDriver(driver)) throw new Error(`${key}: there is no driver ${JSON.stringify(driver)}; there are ${known}`);
    providers.set(name, drivers[driver](name, deps));
  }
  const names = [...providers.keys()];
  return {
    names,
    lookUp(name) {
      const provider = providers.get(name);
      if (provider) return { provider };
      const cure = `set [providers.${name}] driver = "process" in provisioning.toml to serve it on this machine`;
      if (clouds.includes(name)) return { reason: `Provider ${name} has neither a driver nor credentials: ${cure}` };
      const there = names.length > 0 ? `; configured are ${names.join(', ')}` : '';
      return { reason: `There is no provider ${name}: ${cure}${there}` };
    },
  };
}
