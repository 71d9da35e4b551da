// Does one thing through the process provider, and is killed in the middle of it by the test that started it.
import { context, spec } from './context.ts';
import { processProvider } from './processProvider.ts';

const [dataDir = '', what, first = '', second = '', script = ''] = process.argv.slice(2);
const provider = processProvider(dataDir);
process.stdout.write('ready\n');
if (what === 'create') await provider.create(context(second), spec(first));
else await (await provider.transport(context('job'), first)).start({ id: second, script });
// Stays until it is killed, so that no round ends because the program was faster than the test.
setInterval(() => undefined, 1000);
