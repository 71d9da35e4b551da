#!/usr/bin/env node
import { createCredentials, credentialsFile } from './credentials.ts';
import { processTerminal } from './processTerminal.ts';
import { runCli } from './program.ts';

const [command] = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const stop = new AbortController();
// `serve` drains on these signals by itself; everything else ends its wait and says that the work goes on.
if (command !== 'serve') process.once('SIGINT', () => stop.abort()).once('SIGTERM', () => stop.abort());
// A reader that has seen enough (`provisioning events | head`) isn't an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  stop.abort();
});

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  terminal: processTerminal(),
  credentials: createCredentials(credentialsFile(process.env)),
  signal: stop.signal,
  now: Date.now,
  // Loaded only when wanted: the services bring the whole server with them.
  serve: async (which) => {
    const { serve } = await import('../main.ts');
    await serve(which);
  },
});
