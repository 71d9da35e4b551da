import type { Which } from './mainServe.ts';
import { boundGrowth, optimisedLate } from './telemetry/memory.ts';

/**
 * Runs the services until SIGTERM or SIGINT, drains, and ends the process with 0; with 1 when they can't be started. They
 * are loaded only now, since V8 must be told before that how much memory it may take.
 */
export async function serve(which: Which): Promise<void> {
  boundGrowth();
  const services = await optimisedLate(() => import('./mainServe.ts'));
  await services.serve(which);
}

if (import.meta.main) {
  const [which = 'all', ...rest] = process.argv.slice(2);
  if (rest.length > 0 || (which !== 'all' && which !== 'orchestrator' && which !== 'control-center')) {
    process.stderr.write('usage: main.ts [all|orchestrator|control-center]\n');
    process.exit(2);
  }
  await serve(which);
}
