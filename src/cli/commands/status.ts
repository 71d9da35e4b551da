import { Command } from 'commander';
import type { Act } from '../context.ts';
import { exitCodes } from '../exit.ts';

export function statusCommand(act: Act): Command[] {
  const status = new Command('status').description('health of the components and what they are doing');
  act(status, async (context) => {
    const client = await context.client();
    const options = { signal: context.signal };
    const [health, metrics] = await Promise.all([client.getSystemHealth(options), client.getSystemMetrics(options)]);
    const { cpu_usage: cpu, memory_usage: memory, disk_usage: disk } = metrics.system_load;
    const components = Object.entries(health.components).map(([name, state]) => {
      const reason = health.reasons[name];
      return [name, reason && state !== 'Healthy' ? `${state} (${reason})` : state] as const;
    });
    context.out.record(
      { health, metrics },
      {
        status: health.overall_status,
        ...Object.fromEntries(components),
        workflows: `${metrics.active_workflows} active, ${metrics.completed_workflows} completed, ${metrics.failed_workflows} failed`,
        load: `cpu ${cpu}%, memory ${memory} MB, disk ${disk}%`,
      },
    );
    return health.overall_status === 'Unhealthy' ? exitCodes.failed : exitCodes.ok;
  });
  return [status];
}
