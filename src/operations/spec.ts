/**
 * What a task's `spec` holds, by the type of the task. Written by the services when the request is accepted, read by the
 * operations when it runs; both sides of it are ours, so it is not parsed again.
 */
import type { Priority } from '../../generated/enums.ts';
import type { JsonObject } from '../domain/json.ts';

/** How an operation is driven, whatever its type. */
interface Common {
  /** Steps it counts for in the run's progress. */
  readonly steps: number;
  readonly retry?: JsonObject;
  readonly timeout_seconds?: number;
  readonly continue_on_error?: boolean;
  /** Before or after others of its batch that are ready, too. */
  readonly priority?: Priority;
  /** At most `limit` operations with that key at once, over all runs and servers. */
  readonly concurrency?: { readonly key: string; readonly limit: number };
  /** Plan only, change nothing. */
  readonly check_mode?: boolean;
  /** Tokens of nodes whose outcome an earlier batch left unknown: the same effect is asked for again, not another one. */
  readonly tokens?: Readonly<Record<string, string>>;
  /** Which settings file was used, and the like; told in the output. */
  readonly notes?: readonly string[];
}

export interface WantedServer {
  readonly name: string;
  readonly provider: string;
  readonly plan: string;
  readonly zone: string;
  readonly labels: Readonly<Record<string, string>>;
  /** A rollback or restore may delete it only with an approval. */
  readonly protect?: boolean;
}

export interface ServersSpec extends Common {
  readonly infra: string | null;
  readonly servers: readonly WantedServer[];
}

export type WorkflowAction = 'create' | 'delete' | 'update' | 'restart';

/** Where task services go: servers by name, those the dependencies made, or (by default) all of the provider's. */
export interface Targets {
  readonly provider: string | null;
  readonly infra: string | null;
  readonly servers: readonly string[] | null;
}

export interface TaskservsSpec extends Common {
  readonly action: WorkflowAction;
  readonly targets: Targets;
  readonly taskservs: readonly string[];
  readonly params: Readonly<Record<string, JsonObject>>;
  /** Parameters for one server only (`<server>/<taskserv>`), from its settings. */
  readonly serverParams?: Readonly<Record<string, JsonObject>>;
}

export interface ClusterSpec extends Common {
  readonly action: WorkflowAction;
  readonly targets: Targets;
  readonly cluster_type: string;
}

export interface HttpCallSpec {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: JsonObject;
}

export interface HttpSpec extends Common {
  readonly do: HttpCallSpec;
  readonly undo?: HttpCallSpec;
}

/** From one world to another: what is extra goes, what is missing comes, what differs is changed. */
export interface Difference {
  readonly remove_taskservs: readonly InstalledSpec[];
  readonly delete_servers: readonly ServerNodeSpec[];
  readonly create_servers: readonly ServerNodeSpec[];
  readonly update_servers: readonly ServerNodeSpec[];
  readonly install_taskservs: readonly InstalledSpec[];
}

/** Back to a checkpoint, or (without one) back to what is recorded. */
export interface RestoreSpec extends Common, Difference {
  readonly checkpoint_id: string | null;
}

/** `spec` of a server node. */
export interface ServerNodeSpec {
  readonly server_id: string;
  readonly name: string;
  readonly provider: string;
  readonly driver: string;
  readonly plan: string;
  readonly zone: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly infra: string | null;
  /** It is recorded already: only its being there is verified. */
  readonly existing: boolean;
  /** A rollback or restore may delete it only with an approval. */
  readonly protect?: boolean;
  /** Of a server that is there: what the provider knows it by, and the token it was created with. */
  readonly external_id?: string | null;
  readonly token?: string;
  /** Of an update: how it was found, so that it can be put back. */
  readonly before?: Pick<WantedServer, 'plan' | 'zone' | 'labels'>;
}

/** `spec` of a task service node. */
export interface InstalledSpec {
  readonly server_id: string;
  readonly server: string;
  readonly provider: string;
  readonly driver: string;
  readonly taskserv: string;
  readonly params: Readonly<Record<string, string | number | boolean>>;
  readonly cluster: string | null;
}

interface Holder {
  readonly spec: JsonObject;
}

/** Typed readings of a stored spec, one for each thing that has one. */
export const serversSpec = ({ spec }: Holder): ServersSpec => spec as unknown as ServersSpec;
export const taskservsSpec = ({ spec }: Holder): TaskservsSpec => spec as unknown as TaskservsSpec;
export const clusterSpec = ({ spec }: Holder): ClusterSpec => spec as unknown as ClusterSpec;
export const httpSpec = ({ spec }: Holder): HttpSpec => spec as unknown as HttpSpec;
export const restoreSpec = ({ spec }: Holder): RestoreSpec => spec as unknown as RestoreSpec;
export const serverNode = ({ spec }: Holder): ServerNodeSpec => spec as unknown as ServerNodeSpec;
export const taskservNode = ({ spec }: Holder): InstalledSpec => spec as unknown as InstalledSpec;

/** A spec on its way into the store. */
export const toSpec = (spec: object): JsonObject => spec as unknown as JsonObject;
