import { sql } from 'drizzle-orm';
import type { RowColumns } from './rowFilter.ts';
import { checkpoints, currentTasks, runs, schedules, servers, tasks, taskStates } from './schema.ts';

/** What policies see of the rows of a table, as the facts of one of them tell it (services/policyFacts.ts). */
export const serverPolicyColumns: RowColumns = {
  id: servers.id,
  name: servers.name,
  infra: servers.infra,
  provider: servers.provider,
  environment: sql`${servers.labels}->>'environment'`,
  owner: servers.createdBy,
};

/** Of a task, joined with its run. */
export const taskPolicyColumns: RowColumns = {
  id: currentTasks.id,
  name: currentTasks.name,
  infra: sql`${currentTasks.spec}->>'infra'`,
  provider: currentTasks.provider,
  owner: runs.createdBy,
};

/** Of a task, as far as its own row tells it. */
export const askedPolicyColumns: RowColumns = {
  id: tasks.id,
  name: tasks.name,
  infra: sql`${tasks.spec}->>'infra'`,
  provider: tasks.provider,
};

/** Of a task that has ended, as far as the row of its end tells it. */
export const endedPolicyColumns: RowColumns = {
  id: taskStates.taskId,
  infra: taskStates.infra,
  provider: taskStates.provider,
};

export const runPolicyColumns: RowColumns = { id: runs.id, name: runs.name, owner: runs.createdBy };

export const checkpointPolicyColumns: RowColumns = {
  id: checkpoints.id,
  name: checkpoints.name,
  owner: checkpoints.createdBy,
};

export const schedulePolicyColumns: RowColumns = { id: schedules.id, name: schedules.name, owner: schedules.owner };
