import { Command } from 'commander';
import type { ControlCenter } from '../../../sdk/index.ts';
import { readDocument } from '../document.ts';
import { pagingOf, printList, withPaging, type Act, type ListOptions } from '../context.ts';

export function policyCommands(act: Act): Command[] {
  const group = new Command('policies').description('who may do what');

  const list = withPaging(group.command('list'));
  act<ListOptions>(list, async (context, options) => {
    const { controlCenter } = await context.client();
    await printList(context, controlCenter.listPolicies(pagingOf(options), { signal: context.signal }), options, {
      id: ({ id }) => id,
      name: ({ name }) => name,
      version: ({ version }) => version,
      rules: ({ rules }) => rules.length,
      enabled: ({ enabled }) => (enabled ? 'yes' : 'no'),
      builtin: ({ builtin }) => (builtin ? 'yes' : 'no'),
    });
  });

  const get = group.command('get').argument('<id>');
  act(get, async (context, _options, [id = '']) => {
    const { controlCenter } = await context.client();
    const policy = await controlCenter.getPolicy(id, { signal: context.signal });
    context.out.record(policy, {
      id: policy.id,
      name: policy.name,
      version: policy.version,
      description: policy.description,
      enabled: policy.enabled,
      builtin: policy.builtin,
      rules: policy.rules.map(ruleLine).join('\n  '),
    });
  });

  const create = group.command('create').argument('<file>', 'JSON or YAML; `-` is standard input');
  act(create, async (context, _options, [file = '']) => {
    const document = await readDocument(file, context.deps.terminal);
    const { controlCenter } = await context.client();
    // As with batches, the server judges the document.
    const body = document as unknown as ControlCenter.PolicyCreate;
    const policy = await controlCenter.createPolicy(body, { signal: context.signal });
    context.out.say(policy.id, policy);
  });

  const remove = group.command('delete').argument('<id>');
  act(remove, async (context, _options, [id = '']) => {
    const { controlCenter } = await context.client();
    const message = await controlCenter.deletePolicy(id, { signal: context.signal });
    context.out.say(message, message);
  });
  return [group];
}

const ruleLine = ({ effect, action, resource, condition }: ControlCenter.PolicyRule): string =>
  `${effect} ${action.join(', ')} on ${resource}${condition ? ` when ${condition}` : ''}`;
