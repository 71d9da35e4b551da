import type { JsonObject } from '../domain/json.ts';
import type { NodeDescription, NodeSpec } from '../engine/ports.ts';
import type { OperationDeps } from './deps.ts';
import { httpSpec, serverNode, taskservNode, type ServerNodeSpec } from './spec.ts';

type Described = NodeSpec & { readonly output?: JsonObject | null };
type DescribeDeps = Pick<OperationDeps, 'provider' | 'catalog'>;

/** What a node is about, in the words of people: in plans, in progress, and in what is left over. */
export function describeNode(deps: DescribeDeps, node: Described): NodeDescription {
  switch (node.kind) {
    case 'server.create':
    case 'server.update':
    case 'server.delete':
      return describeServer(deps, node);
    case 'taskserv.install':
    case 'taskserv.remove':
    case 'taskserv.update':
    case 'taskserv.restart':
      return describeTaskserv(deps, node);
    case 'http':
      return describeCall(node);
  }
}

const externalIdOf = ({ output }: Described): string | null =>
  typeof output?.['external_id'] === 'string' ? output['external_id'] : null;

const serverVerb: Partial<Record<NodeSpec['kind'], string>> = {
  'server.create': 'Creating',
  'server.update': 'Updating',
  'server.delete': 'Deleting',
};

function describeServer(deps: DescribeDeps, node: Described): NodeDescription {
  const spec = serverNode(node);
  const { name, provider, driver } = spec;
  const at = `${name} at ${provider}`;
  const remove = removeServer(deps, spec);
  const formOf = ({ plan, zone }: Pick<ServerNodeSpec, 'plan' | 'zone'>): string =>
    `plan ${plan} in zone ${zone} (driver ${driver})`;
  const create = `create server ${at} with ${formOf(spec)}`;
  const byHand = {
    'server.create': { remove, do: create },
    'server.update': {
      remove: `bring server ${at} back to ${formOf(spec.before ?? spec)}`,
      do: `bring server ${at} to ${formOf(spec)}`,
    },
    'server.delete': { remove: `${create}; what was on it is lost`, do: remove },
  }[node.kind as 'server.create' | 'server.update' | 'server.delete'];
  return {
    title: `${serverVerb[node.kind] ?? ''} server ${name}`,
    kind: 'server',
    name,
    provider,
    externalId: externalIdOf(node),
    reversible: node.kind !== 'server.delete',
    isProtected: node.kind === 'server.create' && spec.protect === true,
    removeByHand: byHand.remove,
    doByHand: byHand.do,
  };
}

/** The provider's own command; a sentence when nothing serves its name any more. */
function removeServer({ provider }: DescribeDeps, { name, provider: of, driver }: ServerNodeSpec): string {
  try {
    return provider(of).removeByHand(name);
  } catch {
    return `delete server ${name} at ${of} (driver ${driver})`;
  }
}

const taskservTitle: Partial<Record<NodeSpec['kind'], string>> = {
  'taskserv.install': 'Installing',
  'taskserv.remove': 'Removing',
  'taskserv.update': 'Updating',
  'taskserv.restart': 'Restarting',
};

function describeTaskserv({ catalog }: DescribeDeps, node: Described): NodeDescription {
  const { taskserv: name, server, provider } = taskservNode(node);
  const taskserv = catalog.taskserv(name);
  const at = `server ${server} of ${provider}`;
  const script = taskserv?.scripts.remove;
  const command = taskserv?.removeByHand ?? (script === undefined ? undefined : `run ${script} of taskserv ${name}`);
  const remove = command === undefined ? `take ${name} off ${at}; it has no remove script` : `on ${at}: ${command}`;
  const doByHand = {
    'taskserv.install': `install ${name} on ${at}`,
    'taskserv.update': `install ${name} again on ${at}`,
    'taskserv.restart': `restart ${name} on ${at}`,
    'taskserv.remove': remove,
  }[node.kind as 'taskserv.install' | 'taskserv.remove' | 'taskserv.update' | 'taskserv.restart'];
  return {
    title: `${taskservTitle[node.kind] ?? ''} ${name} on ${server}`,
    kind: 'taskserv',
    name: `${server}/${name}`,
    provider,
    externalId: externalIdOf(node),
    reversible: node.kind === 'taskserv.remove' || script !== undefined,
    isProtected: false,
    removeByHand: node.kind === 'taskserv.remove' ? `install ${name} again on ${at}` : remove,
    doByHand,
  };
}

function describeCall(node: Described): NodeDescription {
  const spec = httpSpec(node);
  const undoUrl = spec.undo?.url;
  return {
    title: `Calling ${spec.do.url}`,
    kind: 'http',
    name: node.id,
    provider: 'http',
    externalId: externalIdOf(node),
    reversible: undoUrl !== undefined,
    isProtected: false,
    removeByHand: undoUrl === undefined ? `undo by hand what POST ${spec.do.url} did` : postTo(undoUrl),
    doByHand: postTo(spec.do.url),
  };
}

/** As a shell command; headers and body stay out of it, since they may carry secrets. */
const postTo = (url: string): string => `curl -X POST '${url.replaceAll("'", '%27')}'`;
