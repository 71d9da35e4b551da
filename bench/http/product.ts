import { compose } from '../../src/compose.ts';
import { loadConfig } from '../../src/config.ts';
import { listen } from '../../src/http/listen.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { startProfile } from '../profiler.ts';

/** The composed server with all its middleware; the rate limits count, but nobody reaches them. Tells where it listens and a token. */
export interface ProductServer {
  readonly url: string;
  readonly token: string;
}

// `idle`: what is submitted is stored, not run.
const [databaseUrl = '', folder = '', how] = process.argv.slice(2);
const password = 'a password for the bench';
const config = loadConfig({
  cwd: folder,
  env: {
    PATH: process.env['PATH'],
    DATABASE_URL: databaseUrl,
    PROVISIONING_DATA_DIR: folder,
    PROVISIONING_ADMIN_PASSWORD: password,
    PROVISIONING_HTTP_ALLOW_CIDRS: '127.0.0.0/8',
    PROVISIONING_RATE_LIMIT_AUTH: '0',
    PROVISIONING_RATE_LIMIT_GENERAL: '1000000',
    PROVISIONING_RATE_LIMIT_BATCH: '1000000',
  },
});
const application = await compose({ config, log: createLog({ level: config.logLevel }) });
await application.start({ runs: how !== 'idle' });
const on = { host: '127.0.0.1', port: 0 };
const orchestrator = await listen({ ...on, fetch: application.orchestrator.fetch });
const controlCenter = await listen({ ...on, fetch: application.controlCenter.fetch });
const answer = await fetch(`${controlCenter.url}/auth/login`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ username: 'admin', password }),
});
if (answer.status !== 200) throw new Error(`the login was answered ${answer.status}: ${await answer.text()}`);
const { data } = (await answer.json()) as { data: { token: string } };
process.send?.({ url: orchestrator.url, token: data.token } satisfies ProductServer);

/** Profiles from the message with null to the message with the file to write. */
let endProfile: ((file: string) => Promise<void>) | undefined;
process.on('message', ({ profile }: { readonly profile: string | null }) => {
  const change = async (): Promise<void> => {
    if (profile === null) endProfile = await startProfile();
    else await endProfile?.(profile);
    process.send?.('profile');
  };
  void change();
});
