import { join } from 'node:path';
import { format } from 'prettier';
import { expect, it } from 'vitest';
import { settings, type Setting } from '../../src/configTable.ts';

const code = (text: string | null): string => (text === null ? '' : `\`${text}\``);

const shown = (fallback: unknown): string => {
  if (fallback === null) return '';
  if (Array.isArray(fallback)) return fallback.length === 0 ? 'empty' : code(fallback.join(', '));
  return code(JSON.stringify(fallback).replaceAll('"', ''));
};

const page = `# Configuration

Defaults, then \`provisioning.toml\` (\`PROVISIONING_CONFIG\` names another file), then the environment. The file is read
from the working directory when it is there. A key or a \`PROVISIONING_\` variable that is unknown or has a wrong value
stops the start and is named. An empty variable counts as not set; lists in variables are separated by commas. Relative
paths count from the file they stand in, those of variables from the working directory.

| Key | Variable | Default | What it is |
| --- | --- | --- | --- |
${Object.values<Setting>(settings)
  .map(({ key, env, fallback, description }) => `| ${code(key)} | ${code(env)} | ${shown(fallback)} | ${description} |`)
  .join('\n')}

Secrets (\`PROVISIONING_ADMIN_PASSWORD\`, \`PROVISIONING_SECRET_KEY\`,
\`PROVISIONING_MIGRATION_DATABASE_URL\`) can only be given by the environment.

## Providers

\`[providers.<name>]\` maps a provider name of batches and infra files to a driver: \`process\` makes a directory and a
supervised process group on this machine, \`ssh\` takes hosts of yours into use ([hosts.md](hosts.md) has its keys).

\`\`\`toml
[providers.upcloud]
driver = "process"
max_parallel = 8
requests_per_second = 5
\`\`\`

Both budgets hold over all runs and all servers of one database, and are absent unless given. \`max_parallel\` is how many of its servers and task services are worked on at once, \`requests_per_second\` how
often its driver is called, evenly spaced. \`[providers.http]\` takes both too, for the calls of \`http\` operations.
More about them: [budgets.md](budgets.md).

## Webhooks

One \`[[webhooks.endpoints]]\` a receiver. \`events\` are \`task.completed\`, \`task.failed\`, \`task.cancelled\`,
\`batch.completed\`, \`batch.failed\`, \`batch.cancelled\`, \`rollback.completed\`, \`rollback.failed\` and
\`checkpoint.created\`. \`secret\` signs the deliveries: plain text, or \`whsec_\` and base64.

\`\`\`toml
[[webhooks.endpoints]]
url = "https://your-system.com/webhook"
events = ["task.completed", "task.failed", "batch.completed"]
secret = "webhook-secret"
\`\`\`

## Retention

Without \`[retention]\` the history stays for ever, but for webhook deliveries that were received or given up. With it, one
of the servers removes what is over every hour, oldest first in small transactions, each with an audit record
\`history.remove\`. What is needed stays, however old: open runs and their events; runs whose servers or task services
still live; nodes that a rollback to a kept checkpoint would undo; undos that failed and were not decided on; events that
a webhook endpoint has not been told. Who follows the events from a place that is gone is told by \`Gap\`.

\`\`\`toml
[retention]
task_days = 90
event_days = 90
audit_days = 400
\`\`\`
`;

// `npx vitest run test/config -u` writes the page anew.
it('docs/configuration.md lists every setting there is, with its default', async () => {
  const text = await format(page, { parser: 'markdown', singleQuote: true, printWidth: 120 });
  await expect(text).toMatchFileSnapshot(join(import.meta.dirname, '../../docs/configuration.md'));
});
