import type { ControlCenterDeps, OrchestratorDeps } from '../deps.ts';
import { auditHandlers } from './audit.ts';
import { authHandlers } from './auth.ts';
import { batchHandlers } from './batches.ts';
import { checkpointHandlers } from './checkpoints.ts';
import type { ControlCenterHandlers, OrchestratorHandlers } from './contract.ts';
import { driftHandlers } from './drift.ts';
import { healthHandlers } from './health.ts';
import { mfaHandlers } from './mfa.ts';
import { monitoringHandlers } from './monitoring.ts';
import { planHandlers } from './plans.ts';
import { policyHandlers } from './policies.ts';
import { rollbackHandlers } from './rollback.ts';
import { scheduleHandlers } from './schedules.ts';
import { serverHandlers } from './servers.ts';
import { serviceTokenHandlers } from './serviceTokens.ts';
import { stateHandlers } from './state.ts';
import { taskHandlers } from './tasks.ts';
import { userHandlers } from './users.ts';
import { webhookHandlers } from './webhooks.ts';
import { workflowHandlers } from './workflows.ts';

export const orchestratorHandlers = (deps: OrchestratorDeps): OrchestratorHandlers => ({
  ...healthHandlers('Orchestrator', deps),
  ...taskHandlers(deps),
  ...workflowHandlers(deps),
  ...batchHandlers(deps),
  ...stateHandlers(deps),
  ...checkpointHandlers(deps),
  ...rollbackHandlers(deps),
  ...planHandlers(deps),
  ...scheduleHandlers(deps),
  ...driftHandlers(deps),
  ...serverHandlers(deps),
  ...webhookHandlers(deps),
  ...monitoringHandlers(deps),
});

export const controlCenterHandlers = (deps: ControlCenterDeps): ControlCenterHandlers => ({
  ...healthHandlers('Control Center', deps),
  ...authHandlers(deps),
  ...mfaHandlers(deps),
  ...serviceTokenHandlers(deps),
  ...userHandlers(deps),
  ...policyHandlers(deps),
  ...auditHandlers(deps),
});
