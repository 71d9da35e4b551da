import { Command, Option } from 'commander';
import { exitCodes } from '../exit.ts';
import { pagingOf, printList, withPaging, type Act, type ListOptions } from '../context.ts';

interface AuditFilter {
  readonly user?: string;
  readonly action?: string;
  readonly resource?: string;
  readonly from?: string;
  readonly to?: string;
}

const filtered = (command: Command): Command =>
  command
    .option('--user <id>')
    .option('--action <action>', 'such as server.create')
    .option('--resource <resource>', 'such as servers/web-01')
    .option('--from <time>', 'RFC 3339, with an offset')
    .option('--to <time>', 'RFC 3339, with an offset');

const queryOf = ({ user, action, resource, from, to }: AuditFilter) => ({ user_id: user, action, resource, from, to });

export function auditCommands(act: Act): Command[] {
  const group = new Command('audit').description('who did what, and who was refused');
  const list = withPaging(filtered(group.command('list')));
  act<AuditFilter & ListOptions>(list, async (context, options) => {
    const { controlCenter } = await context.client();
    const query = { ...queryOf(options), ...pagingOf(options) };
    await printList(context, controlCenter.listAuditLogs(query, { signal: context.signal }), options, {
      time: ({ timestamp }) => timestamp,
      user: ({ username }) => username,
      action: (record) => record.action,
      resource: (record) => record.resource,
      result: ({ result }) => result,
      ip: ({ ip }) => ip,
    });
  });

  const head = group.command('head').description('the end of the hash chain, to be kept elsewhere');
  act(head, async (context) => {
    const { controlCenter } = await context.client();
    const found = await controlCenter.getAuditHead({ signal: context.signal });
    context.out.say(`${found.seal_sequence}:${found.hash}`, found);
  });

  const verify = group
    .command('verify')
    .description('make the hash chain again and name the first bad record; exit status 1 when there is one')
    .option('--head <head>', 'a head kept from before, as `audit head` prints it: shows an end that was cut off');
  act<{ readonly head?: string }>(verify, async (context, { head: kept }) => {
    const { controlCenter } = await context.client();
    const query = kept === undefined ? {} : { head: kept };
    const found = await controlCenter.verifyAudit(query, { signal: context.signal });
    const bad = found.first_bad;
    context.out.record(found, {
      valid: found.valid,
      records: found.records,
      removed: found.removed,
      unsealed: found.unsealed,
      head: `${found.head.seal_sequence}:${found.head.hash}`,
      ...(bad === null ? {} : { 'first bad': `${bad.reason} at ${bad.seal_sequence ?? 'the unsealed end'}` }),
      ...(bad?.id == null ? {} : { record: bad.id }),
    });
    return found.valid ? exitCodes.ok : exitCodes.failed;
  });

  const exported = filtered(group.command('export'))
    .description('every matching record, oldest first')
    .addOption(new Option('--format <format>', 'one JSON object a line, or CSV').choices(['jsonl', 'csv']));
  act<AuditFilter & { readonly format?: 'jsonl' | 'csv' }>(exported, async (context, { format, ...options }) => {
    const { controlCenter } = await context.client();
    const query = { ...queryOf(options), ...(format === undefined ? {} : { format }) };
    const text = await controlCenter.exportAudit(query, { signal: context.signal });
    context.out.text(text.replaceAll('\r\n', '\n'));
  });
  return [group];
}
