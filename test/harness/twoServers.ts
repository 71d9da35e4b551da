import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../src/repositories/database.ts';
import { openTestDatabase } from './database.ts';
import { startServer, type ServerOptions, type TestServer } from './server.ts';

export interface TwoServers {
  readonly database: Database;
  readonly here: TestServer;
  readonly there: TestServer;
  /** One more on the same database, started now; stop it yourself. */
  another(): Promise<TestServer>;
  stop(): Promise<void>;
}

/**
 * Two servers over one database, as they stand behind one address. They share the key file; the embedded store's lock
 * belongs to the process, which is one here.
 */
export async function startTwoServers(options: Pick<ServerOptions, 'config'> = {}): Promise<TwoServers> {
  const dataDir = await mkdtemp(join(tmpdir(), 'provisioning-two-'));
  const database = await openTestDatabase();
  const another = (): Promise<TestServer> => startServer({ ...options, database, dataDir });
  const here = await another();
  const there = await another();
  return {
    database,
    here,
    there,
    another,
    async stop() {
      await Promise.all([here.stop(), there.stop()]);
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
