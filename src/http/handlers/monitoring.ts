import type { OrchestratorDeps } from '../deps.ts';
import type { OrchestratorHandlers } from './contract.ts';

export const monitoringHandlers = ({
  metricsText,
}: Pick<OrchestratorDeps, 'metricsText'>): Pick<OrchestratorHandlers, 'getMetrics'> => ({
  getMetrics: async (c) =>
    c.text(await metricsText(), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }),
});
