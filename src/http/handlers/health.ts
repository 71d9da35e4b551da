import type { CommonDeps } from '../deps.ts';
import { ok } from '../envelope.ts';
import type { ControlCenterHandlers, OrchestratorHandlers } from './contract.ts';

type HealthHandlers = Pick<OrchestratorHandlers, 'getHealth'> & Pick<ControlCenterHandlers, 'getHealth'>;

export const healthHandlers = (
  service: 'Orchestrator' | 'Control Center',
  { health }: Pick<CommonDeps, 'health'>,
): HealthHandlers => ({
  getHealth: async (c) => c.json(ok(await health.alive(service)), 200),
});
