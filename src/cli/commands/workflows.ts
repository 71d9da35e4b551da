import { Command } from 'commander';
import { Priority, WorkflowOperation } from '../../../generated/enums.ts';
import type { ProvisioningClient } from '../../../sdk/index.ts';
import { oneOf } from '../choice.ts';
import type { Act, Context, Outcome } from '../context.ts';
import { followTask } from '../following.ts';

export interface WorkflowOptions {
  readonly infra: string;
  readonly settings?: string;
  readonly check?: true;
  readonly wait?: true;
  readonly priority?: string;
}

/** What every workflow takes. */
export const withWorkflowOptions = (command: Command): Command =>
  command
    .requiredOption('--infra <name>', 'infra directory')
    .option('--settings <file>', 'settings file in it (default: config.k)')
    .option('--check', 'plan only: the output tells what would change')
    .option('--wait', 'follow the task; it completes when what it makes is reachable')
    .option('--priority <priority>', Priority.join(', '));

/** The body members that all workflows share. */
export const workflowBody = ({ infra, settings, check, wait, priority }: WorkflowOptions) => ({
  infra,
  settings,
  check_mode: check ?? false,
  wait: wait ?? false,
  ...(priority === undefined ? {} : { priority: oneOf('--priority', Priority, priority) }),
});

/** Submits, then prints the task's id or, with --wait, follows it to its end. */
export async function submit(
  context: Context,
  { wait }: WorkflowOptions,
  send: (client: ProvisioningClient) => Promise<string>,
): Promise<Outcome> {
  const client = await context.client();
  const id = await send(client);
  if (wait) {
    context.out.note(`task ${id}`);
    return followTask(context, client, id);
  }
  context.out.say(id, id);
  return undefined;
}

/** `taskserv create|delete|update|restart NAME` */
export function taskservCommands(act: Act): Command[] {
  const group = new Command('taskserv').description('task services on the servers of an infra');
  for (const operation of WorkflowOperation) {
    const command = withWorkflowOptions(group.command(operation).argument('<name>', 'task service'));
    act<WorkflowOptions>(command, (context, options, [taskserv = '']) =>
      submit(context, options, (client) =>
        client.createTaskservWorkflow({ ...workflowBody(options), operation, taskserv }, { signal: context.signal }),
      ),
    );
  }
  return [group];
}

/** `cluster create|delete|update|restart TYPE` */
export function clusterCommands(act: Act): Command[] {
  const group = new Command('cluster').description('clusters made of task services');
  for (const operation of WorkflowOperation) {
    const command = withWorkflowOptions(group.command(operation).argument('<type>', 'cluster definition'));
    act<WorkflowOptions>(command, (context, options, [type = '']) =>
      submit(context, options, (client) =>
        client.createClusterWorkflow(
          { ...workflowBody(options), operation, cluster_type: type },
          { signal: context.signal },
        ),
      ),
    );
  }
  return [group];
}
