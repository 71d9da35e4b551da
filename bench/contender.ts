import { chain, fan, layered, type Shape } from './shapes.ts';

/**
 * The rows of the table. A `dag` row times from the submit to the moment the last operation is known to be durably
 * done; `drain` is given its work before the clock starts; `submit` times single submits one after the other.
 */
export const rows = {
  'fan-out 1000, limit 50': { kind: 'dag', jobs: 1, shape: fan(1_000), limit: 50 },
  'fan-out 1000, limit 10': { kind: 'dag', jobs: 1, shape: fan(1_000), limit: 10 },
  'layers 20 x 50, limit 50': { kind: 'dag', jobs: 1, shape: layered(20, 50), limit: 50 },
  'chain 1000': { kind: 'dag', jobs: 1, shape: chain(1_000), limit: 10 },
  '100 batches x 10': { kind: 'dag', jobs: 100, shape: fan(10), limit: 10 },
  'drain 20000': { kind: 'drain', jobs: 1, shape: fan(20_000), limit: 1_000 },
  'submit 1 operation': { kind: 'submit', count: 300 },
} as const satisfies Record<string, Row>;

export type RowName = keyof typeof rows;
export const rowNames = Object.keys(rows) as RowName[];

export interface Job {
  /** How many of them are submitted at the same moment. */
  readonly jobs: number;
  readonly shape: Shape;
  /** Operations of one job under way at once. */
  readonly limit: number;
}

export type Row =
  | ({ readonly kind: 'dag' } & Job)
  | ({ readonly kind: 'drain' } & Job)
  | { readonly kind: 'submit'; readonly count: number };

export interface Measured {
  /** Operations done, or submits acknowledged. */
  readonly operations: number;
  readonly ms: number;
  /** Single latencies in ms: of submits, or between two steps of a chain. */
  readonly each?: readonly number[];
  /** Durable commits it took, where the contender counts them. */
  readonly commits?: number;
  /** Of `ms`, until the last submit was acknowledged. */
  readonly submitMs?: number;
}

/** Measures one row once and checks in its store afterwards that everything is there; rejects when it isn't. */
export interface Contender {
  readonly name: string;
  /** How it was set up, for the reader of the table. */
  readonly setting: string;
  /** Rows it has no way to do, with the reason. */
  readonly cannot?: Partial<Readonly<Record<RowName, string>>>;
  measure(row: RowName): Promise<Measured>;
  /** Other processes of it whose memory counts. */
  readonly processes?: readonly number[];
  close(): Promise<void>;
}

export interface Surroundings {
  /** An empty PostgreSQL database of its own. */
  readonly databaseUrl: string;
  /** An empty folder of its own on the same disk as PostgreSQL's. */
  readonly folder: string;
}

export type OpenContender = (surroundings: Surroundings) => Promise<Contender>;
