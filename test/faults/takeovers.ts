import { setTimeout as delay } from 'node:timers/promises';
import type { Takeover } from './evidence.ts';
import type { Inside } from './inside.ts';

/** How long after the end of its lease another server may take a run at the latest. */
const AFTER_LEASE_MS = 5_000;
/** Watched for so long after that, so that it is known by how much it was late. */
const WATCHED_MS = 60_000;
const LOOK_MS = 100;
/** What was on its way when the server was cut off has come to the database by then. */
const ON_ITS_WAY_MS = 500;

/**
 * Watches the runs that have an owner when a server is cut off, which is now, and nothing reaches it any more. Each of them
 * ends, is prolonged (so its owner is another server), or must be taken over in time: those that were, and those that
 * were not, are added to `takeovers`.
 */
export async function watchTakeovers(
  inside: Pick<Inside, 'heldRuns' | 'ownersOf'>,
  leaseSeconds: number,
  takeovers: Takeover[],
): Promise<void> {
  const from = Date.now();
  const lastLease = from + leaseSeconds * 1_000 + ON_ITS_WAY_MS;
  const withinMs = leaseSeconds * 1_000 + AFTER_LEASE_MS;
  const first = await inside.ownersOf(await inside.heldRuns());
  const held = new Map(first.map(({ id, epoch }) => [id, epoch]));
  while (held.size > 0 && Date.now() - from < withinMs + WATCHED_MS) {
    await delay(LOOK_MS);
    for (const { id, epoch, ended, leaseUntil } of await inside.ownersOf(held.keys())) {
      const taken = epoch > (held.get(id) ?? epoch);
      if (taken) takeovers.push({ run: id, afterMs: Date.now() - from, withinMs });
      if (taken || ended || (leaseUntil ?? 0) > lastLease) held.delete(id);
    }
  }
  for (const id of held.keys()) takeovers.push({ run: id, afterMs: Infinity, withinMs });
}
