import type { Cluster } from '../harness/setup/cluster.ts';
import type { SinkCall } from '../rollback/sink.ts';
import type { Budget, Fault, Takeover } from './evidence.ts';
import type { Fleet } from './fleet.ts';
import type { Inside } from './inside.ts';
import type { PostgresProxy } from './postgresProxy.ts';
import type { Mix } from './workload.ts';

/** Where a scenario does its harm. */
export interface Stage {
  readonly fleet: Fleet;
  readonly cluster: Cluster;
  readonly faults: Fault[];
  readonly takeovers: Takeover[];
  /** Past the servers and whatever breaks between them and the database. */
  readonly inside: Inside;
  readonly random: () => number;
  /** Called at each call of the sink before its effect; it may wait. A status it gives is answered without an effect. */
  onCall: (call: SinkCall) => Promise<number | null> | number | null;
  /** Between each server and the database, in scenarios that are `proxied`. */
  readonly proxies: readonly PostgresProxy[];
}

export interface Harm {
  /** Nothing new breaks after it, and everything works again. */
  stop(): Promise<void>;
}

export interface Scenario {
  readonly summary: string;
  readonly servers: number;
  /** Batches when no number is given. */
  readonly batches: number;
  readonly mix: Mix;
  readonly leaseSeconds: number;
  /** Whether each server reaches PostgreSQL through a proxy that can break the wire. */
  readonly proxied?: boolean;
  readonly budget?: Budget;
  /** Connections PostgreSQL allows; many unless told otherwise. */
  readonly maxConnections?: number;
  /** The servers that requests go to; all of them unless told otherwise. */
  readonly asked?: readonly number[];
  readonly nodeOptions?: (server: number) => string;
  begin(stage: Stage): Harm;
}
