import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SystemHealth, SystemMetrics, Statistics } from '../../generated/contract/orchestrator.ts';
import type { TaskStatus } from '../../generated/enums.ts';
import { systemClock } from '../../src/domain/clock.ts';
import { newId } from '../../src/domain/ids.ts';
import type { Database } from '../../src/repositories/database.ts';
import { createEventRepository } from '../../src/repositories/events.ts';
import { createHealthRepository, DURATION_BUCKETS } from '../../src/repositories/health.ts';
import { isTerminal } from '../../src/domain/status.ts';
import { runs, tasks, taskStates } from '../../src/repositories/schema.ts';
import { createHealth, type HealthDeps } from '../../src/services/health.ts';
import { createMachine } from '../../src/telemetry/machine.ts';
import { openTestDatabase } from '../harness/database.ts';
import { silent } from '../harness/silent.ts';

const machine = createMachine({ dataDir: import.meta.dirname });

describe('health', () => {
  let database: Database;
  let deps: HealthDeps;

  const addRun = async (kind: 'batch' | 'workflow' | 'rollback', status: TaskStatus, seconds: number | null) => {
    const runId = newId();
    const startedAt = new Date('2025-09-26T10:00:00Z');
    const completedAt = seconds === null ? null : new Date(startedAt.getTime() + seconds * 1000);
    const times = { createdAt: startedAt, startedAt, completedAt };
    const db = database.in(undefined);
    await db.insert(runs).values({
      ...{ id: runId, kind, name: kind, status, spec: {}, parallelLimit: 1, rollbackEnabled: false, tasksTotal: 1 },
      ...times,
      ...(status === 'Running' ? { running: { '0': [startedAt.getTime(), null] as const } } : {}),
    });
    const taskId = newId();
    await db.insert(tasks).values({
      id: taskId,
      runId,
      ordinal: 0,
      kind: 'operation',
      name: 'op',
      type: 'server_batch',
      command: 'provisioning',
      args: [],
      dependencies: [],
      spec: {},
      createdAt: times.createdAt,
    });
    if (isTerminal(status)) await db.insert(taskStates).values({ taskId, ended: status, ...times });
    return runId;
  };

  beforeAll(async () => {
    database = await openTestDatabase();
    deps = {
      health: createHealthRepository({ database }),
      clock: systemClock,
      log: silent,
      machine,
      engine: { health: () => ({ activeRuns: 1, lastError: null }) },
      draining: () => false,
      eventLog: { health: () => ({ lastError: null }) },
    };
    await addRun('batch', 'Completed', 2);
    await addRun('workflow', 'Completed', 4);
    await addRun('batch', 'Failed', 100);
    await addRun('batch', 'Running', null);
    await addRun('workflow', 'Cancelled', 1);
    const runId = await addRun('rollback', 'Completed', 50);
    await database.transact((tx) =>
      createEventRepository({ database, clock: systemClock }).append(tx, [
        { type: 'BatchStatusChanged', runId, taskId: null, data: { status: 'running' } },
        { type: 'TaskOutput', runId, taskId: null, data: { output: 'not a snapshot' } },
      ]),
    );
  });
  afterAll(() => database.close());

  it('counts workflows and batches by their state, and measures the machine', async () => {
    const metrics = await createHealth(deps).systemMetrics();
    expect(SystemMetrics.parse(metrics)).toMatchObject({
      total_workflows: 5,
      active_workflows: 1,
      completed_workflows: 2,
      failed_workflows: 1,
    });
    expect(metrics.system_load.memory_usage).toBeGreaterThan(10);
    expect(metrics.system_load.disk_usage).toBeGreaterThan(0);
  });

  it('gives the statistics of what is stored', async () => {
    const statistics = await createHealth(deps).statistics();
    expect(Statistics.parse(statistics)).toMatchObject({
      total_workflows: 5,
      active_snapshots: 1,
      average_workflow_duration: 3,
    });
  });

  it('counts tasks and their durations for the metrics', async () => {
    const { byStatus, durations } = await deps.health.taskFigures();
    expect(Object.fromEntries(byStatus)).toEqual({ Completed: 3, Failed: 1, Running: 1, Cancelled: 1 });
    const atMost = (seconds: number) => durations.cumulative[DURATION_BUCKETS.findIndex((bound) => bound === seconds)];
    expect([atMost(0.5), atMost(1), atMost(5), atMost(60), atMost(300)]).toEqual([0, 1, 3, 4, 5]);
    expect([durations.count, durations.sum]).toEqual([5, 157]);
  });

  it('says that all is well, with a reason for each part', async () => {
    const health = await createHealth(deps).systemHealth();
    expect(SystemHealth.parse(health)).toMatchObject({ overall_status: 'Healthy' });
    expect(Object.keys(health.reasons)).toEqual(['storage', 'batch_coordinator', 'monitoring']);
  });

  it('says which part is not, and takes the worst for the whole', async () => {
    const engine = { health: () => ({ activeRuns: 0, lastError: 'could not claim' }) };
    const degraded = await createHealth({ ...deps, engine }).systemHealth();
    expect(degraded).toMatchObject({
      overall_status: 'Degraded',
      components: { batch_coordinator: 'Degraded', storage: 'Healthy' },
    });
    expect(degraded.reasons['batch_coordinator']).toContain('could not claim');

    const full = { load: () => Promise.resolve({ cpuPercent: 1, memoryMb: 1, diskPercent: 99 }) };
    expect((await createHealth({ ...deps, machine: full }).systemHealth()).components.storage).toBe('Degraded');

    const away = { ...deps.health, ping: () => Promise.reject(new Error('connection refused')) };
    const unhealthy = await createHealth({ ...deps, health: away, engine }).systemHealth();
    expect(unhealthy).toMatchObject({ overall_status: 'Unhealthy', components: { storage: 'Unhealthy' } });
  });

  it('is unavailable from the moment the server is told to stop', async () => {
    await expect(createHealth({ ...deps, draining: () => true }).alive('Orchestrator')).rejects.toMatchObject({
      code: 'unavailable',
    });
  });

  it('is alive while the database answers, and unavailable when it does not', async () => {
    expect(await createHealth(deps).alive('Orchestrator')).toBe('Orchestrator is healthy');
    expect(await createHealth(deps).alive('Control Center')).toBe('Control Center is healthy');
    const away = { ...deps.health, ping: () => Promise.reject(new Error('connection refused')) };
    await expect(createHealth({ ...deps, health: away }).alive('Orchestrator')).rejects.toMatchObject({
      code: 'unavailable',
    });
  });
});
