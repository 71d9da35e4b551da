import type { Log } from '../domain/log.ts';
import type { MutableControl } from './control.ts';
import type { RunStore } from './ports.ts';

export interface Heartbeat {
  /** Prolongs the leases, and tells runs that are cancelled or lost. Never rejects. */
  beat(): Promise<void>;
  /** Servers that take runs, this one included, as of the last beat. */
  members(): number;
  lastError(): string | null;
}

/** Keeps the leases of the runs that this server drives. */
export function createHeartbeat({
  store,
  log,
  options,
  active,
  letGo,
}: {
  readonly store: Pick<RunStore, 'attend' | 'renew'>;
  readonly log: Log;
  readonly options: {
    readonly owner: string;
    readonly leaseSeconds: number;
    /** Milliseconds on a clock that never stands still or goes back. */
    readonly monotonic: () => number;
  };
  readonly active: ReadonlyMap<string, { readonly control: MutableControl }>;
  /** Where runs go that this server lets go without their being at fault. */
  readonly letGo: Set<string>;
}): Heartbeat {
  const leaseMs = options.leaseSeconds * 1_000;
  let members = 1;
  let lastError: string | null = null;
  /** When the leases were prolonged the last time, in ms. */
  let heldSince = options.monotonic();

  /** A run that is missing from the answer belongs to another server now. */
  async function prolong(): Promise<void> {
    const asked = options.monotonic();
    members = await store.attend(options.owner, options.leaseSeconds);
    const held = [...active.keys()];
    if (held.length === 0) {
      heldSince = Math.max(heldSince, asked);
      return;
    }
    const leases = await store.renew(options.owner, held, options.leaseSeconds);
    heldSince = Math.max(heldSince, asked);
    const kept = new Map(leases.map((lease) => [lease.runId, lease]));
    for (const runId of held) {
      const control = active.get(runId)?.control;
      const lease = kept.get(runId);
      if (control === undefined) continue;
      if (lease === undefined) control.abandon();
      else {
        control.leasedUntil(asked + leaseMs);
        if (lease.cancelRequestedAt !== null) control.cancel(lease.cancelRollback);
        for (const task of lease.cancelledTasks) control.cancelTask(task);
      }
    }
  }

  /** Cut off from the database for a lease's time: others may drive these runs now, so this server stops. */
  function letGoWhenCutOff(): void {
    if (options.monotonic() - heldSince < leaseMs) return;
    for (const [runId, { control }] of active) {
      letGo.add(runId);
      control.abandon();
    }
  }

  async function beat(): Promise<void> {
    // An earlier beat may have got no answer at all, not even an error.
    letGoWhenCutOff();
    try {
      await prolong();
      lastError = null;
    } catch (error) {
      lastError = error instanceof Error ? error.message : String(error);
      log.warn('could not prolong leases', { error: lastError });
      letGoWhenCutOff();
    }
  }

  return {
    beat,
    members: () => members,
    lastError: () => lastError,
  };
}
