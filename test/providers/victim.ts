// Does one thing through a provider, and is killed in the middle of it by the test that started it.
import { createSshProvider } from '../../src/providers/ssh/provider.ts';
import { sshSettings } from '../../src/providers/ssh/settings.ts';
import { context, spec } from './context.ts';
import { processProvider } from './processProvider.ts';

/** `where` is a data directory for the process driver, the settings as JSON for the ssh driver. */
const [driver, where = '', what, first = '', second = '', script = ''] = process.argv.slice(2);
const provider =
  driver === 'ssh'
    ? createSshProvider({ name: 'metal', settings: sshSettings.parse(JSON.parse(where)), now: () => new Date() })
    : processProvider(where);
process.stdout.write('ready\n');
if (what === 'create') await provider.create(context(second), spec(first));
else await (await provider.transport(context('job'), first)).start({ id: second, script });
// Stays until it is killed, so that no round ends because the program was faster than the test.
setInterval(() => undefined, 1000);
