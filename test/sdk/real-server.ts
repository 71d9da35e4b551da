import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProvisioningClient } from '../../sdk/index.ts';
import { seedDataDir } from '../harness/database.ts';
import { startServerProcess } from '../e2e/serverProcess.ts';

/** The real server in a process and a data directory of its own, a token of its admin, and an end that leaves nothing. */
export async function realServer() {
  const folder = await mkdtemp(join(tmpdir(), 'sdk-server-'));
  await seedDataDir(folder);
  const password = 'an admin password';
  const server = startServerProcess({ PROVISIONING_DATA_DIR: folder, PROVISIONING_ADMIN_PASSWORD: password });
  const { orchestrator, control_center: controlCenterUrl } = await server.ready;
  const client = new ProvisioningClient(orchestrator, '', { controlCenterUrl });
  const { token } = await client.login('admin', password);
  const checkpoint = await client.createCheckpoint({ name: 'empty' });
  return {
    url: orchestrator,
    token,
    /** What the example had made is undone, so that no process of a server outlives the test. */
    stop: async (): Promise<void> => {
      for await (const task of client.listTasks()) await client.waitForTask(task.id);
      await client.executeRollback({ checkpoint_id: checkpoint });
      await server.end('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
