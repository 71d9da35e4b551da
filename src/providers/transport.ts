import type { JsonObject } from '../domain/json.ts';

export interface JobFile {
  /** Relative path below the job's file directory (`PROV_FILES`). */
  readonly path: string;
  readonly data: Uint8Array;
  readonly mode: number;
}

/**
 * A script for a server. It is told: `PROV_ROOT` (the server's directory, and its working directory), `PROV_RUN`,
 * `PROV_SERVER_NAME`, `PROV_FILES` (where `files` lie), `PROV_OUTPUTS_FILE` (it may append `key=value` lines),
 * `PROV_NODE` (a Node binary, where there is one), `PROV_PARAMS_FILE` (JSON, mode 0600) and one `PROV_PARAM_<NAME>`
 * for each parameter. Nothing of our own environment reaches it.
 */
export interface Job {
  /** 1..128 of `A-Za-z0-9._-`, starting with a letter or digit. The same id is the same job, for ever. */
  readonly id: string;
  /** POSIX sh. */
  readonly script: string;
  readonly params?: JsonObject;
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: readonly JobFile[];
  /** Needs root on the server. */
  readonly become?: boolean;
}

/** `lost`: it was never started, or died without leaving an exit status; `check` scripts decide what that means. */
export type JobState = ({ readonly state: 'running' | 'lost' } | { readonly state: 'exited'; readonly rc: number }) & {
  /** Output (stdout and stderr as one) from the asked byte on. `exited` is told only with the last of it. */
  readonly out: Uint8Array;
};

/** What a server is, for task services that need it to be something. */
export interface HostFacts {
  /** `ID` and `VERSION_ID` of its /etc/os-release (`debian`, `12`); null where it has none. */
  readonly os: { readonly id: string; readonly version: string } | null;
  /** As Debian names it: `amd64`, `arm64`; other machines as `uname -m` does. */
  readonly arch: string;
}

/** Every script is a detached job on the server: it survives us, and we reattach by its id. */
export interface Transport {
  readonly kind: 'local' | 'exec' | 'ssh';
  /** Starts the job, or does nothing when that id was started before (by whomever). */
  start(job: Job): Promise<void>;
  poll(id: string, fromByte: number): Promise<JobState>;
  /** TERM to the whole process group, KILL after `graceMs`; no process of the job is left when it resolves. */
  kill(id: string, graceMs: number): Promise<void>;
  /** Ends the job if it runs and removes all that is kept of it; its id is free again. Never started is done. */
  forget(id: string): Promise<void>;
  /** What the job appended to `PROV_OUTPUTS_FILE`: `key=value` lines, the last value of a key counts. */
  outputs(id: string): Promise<Readonly<Record<string, string>>>;
  /** Paths are relative to the server's directory and may not leave it. Written whole or not at all. */
  put(path: string, data: Uint8Array, mode: number): Promise<void>;
  /** The file's content, at most `max` bytes of it; null when there is none. */
  get(path: string, max: number): Promise<Uint8Array | null>;
  /** Removes a file; none there is done. */
  drop(path: string): Promise<void>;
  facts(): Promise<HostFacts>;
  close(): Promise<void>;
}
