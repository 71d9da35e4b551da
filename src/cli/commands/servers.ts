import { Command } from 'commander';
import type { Orchestrator } from '../../../sdk/index.ts';
import { pagingOf, printList, withPaging, type Act, type ListOptions } from '../context.ts';
import { oneOf } from '../choice.ts';
import { submit, withWorkflowOptions, workflowBody, type WorkflowOptions } from './workflows.ts';
import { ServerStatus } from '../../../generated/enums.ts';

interface ServerFilter extends ListOptions {
  readonly provider?: string;
  readonly status?: string;
  readonly infra?: string;
}

export function serverCommands(act: Act): Command[] {
  const group = new Command('servers').description('servers of an infra');

  const create = withWorkflowOptions(group.command('create').description('create what the settings of an infra name'));
  act<WorkflowOptions>(create, (context, options) =>
    submit(context, options, (client) =>
      client.createServersWorkflow(workflowBody(options), { signal: context.signal }),
    ),
  );

  const list = withPaging(
    group
      .command('list')
      .option('--provider <name>')
      .option('--status <status>', ServerStatus.join(', '))
      .option('--infra <name>'),
  );
  act<ServerFilter>(list, async (context, options) => {
    const client = await context.client();
    const { provider, infra } = options;
    const status = options.status === undefined ? undefined : oneOf('--status', ServerStatus, options.status);
    const servers = client.listServers({ provider, status, infra, ...pagingOf(options) }, { signal: context.signal });
    await printList(context, servers, options, {
      id: ({ id }) => id,
      name: ({ name }) => name,
      status: ({ status: state }) => state,
      provider: ({ provider: by }) => by,
      driver: ({ driver }) => driver,
      plan: ({ plan }) => plan,
      zone: ({ zone }) => zone,
      addresses: ({ addresses }) => addresses.join(','),
      taskservs: ({ taskservs }) => taskservs.map(({ name }) => name).join(','),
    });
  });

  const get = group.command('get').argument('<id>');
  act(get, async (context, _options, [id = '']) => {
    const client = await context.client();
    const server = await client.getServer(id, { signal: context.signal });
    context.out.record(server, lines(server));
  });
  return [group];
}

const lines = (server: Orchestrator.Server) => ({
  id: server.id,
  name: server.name,
  status: server.status,
  provider: `${server.provider} (served by ${server.driver})`,
  infra: server.infra,
  plan: server.plan,
  zone: server.zone,
  host: server.host,
  'external id': server.external_id,
  addresses: server.addresses.join(', '),
  taskservs: server.taskservs.map(({ name, version, status }) => `${name} ${version} ${status}`).join(', '),
  labels: Object.entries(server.labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(', '),
  created: server.created_at,
  deleted: server.deleted_at,
});
