import type { HealthStatus } from '../../generated/enums.ts';
import type { Statistics, SystemHealth, SystemMetrics } from '../../generated/contract/orchestrator.ts';
import type { Clock } from '../domain/clock.ts';
import { unavailable } from '../domain/errors.ts';
import type { Log } from '../domain/log.ts';
import type { HealthRepository } from '../repositories/health.ts';
import { sizeText } from './snapshotOfWorld.ts';

export interface HealthDeps {
  readonly health: HealthRepository;
  readonly clock: Clock;
  readonly log: Log;
  readonly machine: {
    load(): Promise<{ readonly cpuPercent: number; readonly memoryMb: number; readonly diskPercent: number }>;
  };
  readonly engine: { health(): { readonly activeRuns: number; readonly lastError: string | null } };
  /** Whether this server has been told to stop. */
  readonly draining: () => boolean;
  readonly eventLog: { health(): { readonly lastError: string | null } };
  /** The problems of each provider that can't work; none are asked when left out. */
  readonly providers?: () => Promise<ReadonlyMap<string, readonly string[]>>;
}

export interface Health {
  /** The sentence of `GET /health`; throws `unavailable` when the database is away or the server drains. */
  alive(service: 'Orchestrator' | 'Control Center'): Promise<string>;
  systemMetrics(): Promise<SystemMetrics>;
  systemHealth(): Promise<SystemHealth>;
  statistics(): Promise<Statistics>;
}

interface Finding {
  readonly status: HealthStatus;
  readonly reason: string;
}

/** Past this share of the disk the embedded database may soon be unable to write. */
const DISK_FULL_PERCENT = 95;

const severity: Record<HealthStatus, number> = { Healthy: 0, Degraded: 1, Unhealthy: 2 };

/** Whether the parts work and how much there is, all measured at the moment of the question. */
export function createHealth({
  health,
  clock,
  log,
  machine,
  engine,
  draining,
  eventLog,
  providers,
}: HealthDeps): Health {
  const storage = async (): Promise<Finding> => {
    try {
      await health.ping();
    } catch (error) {
      log.warn('the database does not answer', { error });
      return { status: 'Unhealthy', reason: 'The database does not answer' };
    }
    const { diskPercent } = await machine.load();
    if (diskPercent < DISK_FULL_PERCENT) return { status: 'Healthy', reason: 'The database answers' };
    return { status: 'Degraded', reason: `The disk of the data directory is ${String(diskPercent)} % full` };
  };

  const coordinator = (): Finding => {
    const { activeRuns, lastError } = engine.health();
    if (lastError === null) return { status: 'Healthy', reason: `${String(activeRuns)} runs active on this server` };
    return { status: 'Degraded', reason: `The engine's last pass failed: ${lastError}`.slice(0, 1024) };
  };

  const monitoring = (): Finding =>
    eventLog.health().lastError === null
      ? { status: 'Healthy', reason: 'The event log is being followed' }
      : { status: 'Degraded', reason: 'The event log could not be read lately; events are told late' };

  const providing = async (): Promise<Record<string, Finding>> => {
    const problems = [...((await providers?.()) ?? [])].filter(([, found]) => found.length > 0);
    if (problems.length === 0) return {};
    const reason = problems.map(([name, found]) => `Provider ${name} can't work: ${found.join('; ')}`).join('. ');
    return { providers: { status: 'Degraded', reason: reason.slice(0, 1024) } };
  };

  return {
    async alive(service) {
      if (draining()) throw unavailable(`${service} is about to stop: ask another server`);
      try {
        await health.ping();
      } catch (error) {
        throw unavailable(`${service} can't reach its database`, error);
      }
      return `${service} is healthy`;
    },

    async systemMetrics() {
      const [counts, load] = await Promise.all([health.workflowsByStatus(), machine.load()]);
      const of = (status: 'Pending' | 'Running' | 'Completed' | 'Failed'): number => counts.get(status) ?? 0;
      return {
        total_workflows: [...counts.values()].reduce((sum, count) => sum + count, 0),
        active_workflows: of('Pending') + of('Running'),
        completed_workflows: of('Completed'),
        failed_workflows: of('Failed'),
        system_load: { cpu_usage: load.cpuPercent, memory_usage: load.memoryMb, disk_usage: load.diskPercent },
      };
    },

    async systemHealth() {
      const parts = { storage: await storage(), batch_coordinator: coordinator(), monitoring: monitoring() };
      const all: Record<string, Finding> = { ...parts, ...(await providing()) };
      const worst = Object.values(all).reduce((a, b) => (severity[b.status] > severity[a.status] ? b : a));
      return {
        overall_status: worst.status,
        components: {
          storage: parts.storage.status,
          batch_coordinator: parts.batch_coordinator.status,
          monitoring: parts.monitoring.status,
        },
        reasons: Object.fromEntries(Object.entries(all).map(([name, { reason }]) => [name, reason])),
        last_check: clock.now().toISOString(),
      };
    },

    async statistics() {
      const [counts, snapshots, bytes, seconds] = await Promise.all([
        health.workflowsByStatus(),
        health.snapshots(),
        health.storageBytes(),
        health.averageWorkflowSeconds(),
      ]);
      return {
        total_workflows: [...counts.values()].reduce((sum, count) => sum + count, 0),
        active_snapshots: snapshots,
        storage_usage: sizeText(bytes),
        average_workflow_duration: Math.round((seconds ?? 0) * 1000) / 1000,
      };
    },
  };
}
