// probe.mjs NAME RUN: waits until the service NAME of this server answers; status 1 when it crashed twice or took 20 s.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const [name, run] = process.argv.slice(2);
const read = (file) => {
  try {
    return readFileSync(join(run, file), 'utf8').trim();
  } catch {
    return '';
  }
};

const giveUpAt = performance.now() + 20_000;
for (;;) {
  const port = read(`${name}.port`);
  if (port !== '') {
    const answer = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(2000) }).catch(() => null);
    await answer?.body?.cancel();
    const [server, service, pid] = answer?.headers.get('x-prov-service')?.split('/') ?? [];
    const ours = server === process.env.PROV_SERVER_NAME && service === name && pid === read(`${name}.pid.service`);
    if (ours && answer.status < 500) process.exit(0);
  }
  if (Number(read(`${name}.exits`)) >= 2 || performance.now() > giveUpAt) process.exit(1);
  await pause(20);
}
