import { describe, expect, it } from 'vitest';
import { DURATION_BUCKETS, type TaskFigures } from '../../src/repositories/health.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';

const figures: TaskFigures = {
  deadLettered: 1,
  byStatus: new Map([
    ['Completed', 150],
    ['Failed', 5],
    ['Running', 2],
  ]),
  durations: {
    cumulative: DURATION_BUCKETS.map((bound) => (bound >= 30 ? 120 : bound >= 10 ? 50 : 0)),
    count: 155,
    sum: 2_000.5,
  },
};

describe('metrics', () => {
  it('begins with the names and labels of the reference', async () => {
    const metrics = createMetrics({ taskFigures: () => Promise.resolve(figures), now: () => 0 });
    const text = await metrics.text();
    expect(
      text.startsWith(
        '# HELP orchestrator_tasks_total Total number of tasks\n# TYPE orchestrator_tasks_total counter\n',
      ),
    ).toBe(true);
    for (const line of [
      'orchestrator_tasks_total{status="completed"} 150',
      'orchestrator_tasks_total{status="failed"} 5',
      'orchestrator_tasks_total{status="cancelled"} 0',
      '# TYPE orchestrator_task_duration_seconds histogram',
      'orchestrator_task_duration_seconds_bucket{le="10"} 50',
      'orchestrator_task_duration_seconds_bucket{le="30"} 120',
      'orchestrator_task_duration_seconds_bucket{le="+Inf"} 155',
      'orchestrator_task_duration_seconds_sum 2000.5',
      'orchestrator_task_duration_seconds_count 155',
      'orchestrator_tasks_open{status="running"} 2',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
  });

  it('counts requests of both services, attempts of webhooks and open event streams', async () => {
    const metrics = createMetrics({ taskFigures: () => Promise.resolve(figures), now: () => 0 });
    metrics.http('orchestrator').observe('/tasks/{id}', 'GET', 200, 0.01);
    metrics.http('control-center').observe('unmatched', 'GET', 404, 0.01);
    metrics.webhookAttempt('retried');
    metrics.socketOpened();
    metrics.socketOpened();
    metrics.socketClosed();
    const lines = (await metrics.text()).split('\n');
    expect(lines).toContain(
      'provisioning_http_requests_total{api="orchestrator",route="/tasks/{id}",method="GET",status="200"} 1',
    );
    expect(lines).toContain(
      'provisioning_http_requests_total{api="control-center",route="unmatched",method="GET",status="404"} 1',
    );
    expect(lines).toContain('provisioning_webhook_attempts_total{result="retried"} 1');
    expect(lines).toContain('provisioning_websocket_connections 1');
  });

  it('asks the database once for scrapes that come together, and again after a failure', async () => {
    let asked = 0;
    let time = 0;
    let broken = true;
    const taskFigures = (): Promise<TaskFigures> => {
      asked += 1;
      return broken ? Promise.reject(new Error('away')) : Promise.resolve(figures);
    };
    const metrics = createMetrics({ taskFigures, now: () => time });
    await expect(metrics.text()).rejects.toThrow('away');
    broken = false;
    await Promise.all([metrics.text(), metrics.text(), metrics.text()]);
    expect(asked).toBe(2);
    time += 2_000;
    await metrics.text();
    expect(asked).toBe(3);
  });
});
