import type { Pace } from './pace.ts';
import type { Ctx, ServerProvider } from './provider.ts';
import type { Providers } from './registry.ts';

/** The same provider, each of whose calls waits for its turn first; what runs on its servers is not paced. */
function pacedProvider(provider: ServerProvider, pace: Pace): ServerProvider {
  const inTurn = async <T>({ signal }: Ctx, call: () => Promise<T>): Promise<T> => {
    await pace.turn(signal);
    return call();
  };
  return {
    ...provider,
    find: (ctx, by) => inTurn(ctx, () => provider.find(ctx, by)),
    create: (ctx, spec) => inTurn(ctx, () => provider.create(ctx, spec)),
    update: (ctx, id, spec) => inTurn(ctx, () => provider.update(ctx, id, spec)),
    wait: (ctx, id, until) => inTurn(ctx, () => provider.wait(ctx, id, until)),
    delete: (ctx, id) => inTurn(ctx, () => provider.delete(ctx, id)),
    list: (ctx, labels) => inTurn(ctx, () => provider.list(ctx, labels)),
    transport: (ctx, id) => inTurn(ctx, () => provider.transport(ctx, id)),
  };
}

/** The same providers; those that have a pace keep it, the others are what they were. */
export function pacedProviders(providers: Providers, paces: ReadonlyMap<string, Pace>): Providers {
  const paced = new Map<string, ServerProvider>();
  return {
    names: providers.names,
    lookUp: (name) => {
      const known = paced.get(name);
      if (known !== undefined) return { provider: known };
      const found = providers.lookUp(name);
      const pace = paces.get(name);
      if ('reason' in found || pace === undefined) return found;
      const provider = pacedProvider(found.provider, pace);
      paced.set(name, provider);
      return { provider };
    },
  };
}
