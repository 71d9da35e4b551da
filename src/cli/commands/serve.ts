import { Command } from 'commander';
import { UsageError } from '../exit.ts';
import type { Act } from '../context.ts';

export function serveCommand(act: Act): Command[] {
  const serve = new Command('serve')
    .description('run the services in this process until it is told to stop')
    .argument('[service]', '`orchestrator` or `control-center`; both when left out');
  act(serve, async ({ deps }, _options, [service = 'all']) => {
    if (service !== 'all' && service !== 'orchestrator' && service !== 'control-center') {
      throw new UsageError(`there is no service "${service}": orchestrator or control-center`);
    }
    await deps.serve(service);
  });
  return [serve];
}
