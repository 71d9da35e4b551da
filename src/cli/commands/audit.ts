import { Command } from 'commander';
import { pagingOf, printList, withPaging, type Act, type ListOptions } from '../context.ts';

interface AuditFilter extends ListOptions {
  readonly user?: string;
  readonly action?: string;
  readonly resource?: string;
  readonly from?: string;
  readonly to?: string;
}

export function auditCommands(act: Act): Command[] {
  const group = new Command('audit').description('who did what, and who was refused');
  const list = withPaging(
    group
      .command('list')
      .option('--user <id>')
      .option('--action <action>', 'such as server.create')
      .option('--resource <resource>', 'such as servers/web-01')
      .option('--from <time>', 'RFC 3339, with an offset')
      .option('--to <time>', 'RFC 3339, with an offset'),
  );
  act<AuditFilter>(list, async (context, options) => {
    const { controlCenter } = await context.client();
    const { user, action, resource, from, to } = options;
    const query = { user_id: user, action, resource, from, to, ...pagingOf(options) };
    await printList(context, controlCenter.listAuditLogs(query, { signal: context.signal }), options, {
      time: ({ timestamp }) => timestamp,
      user: ({ username }) => username,
      action: (record) => record.action,
      resource: (record) => record.resource,
      result: ({ result }) => result,
      ip: ({ ip }) => ip,
    });
  });
  return [group];
}
