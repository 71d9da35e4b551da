import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Drift } from '../../generated/contract/orchestrator.ts';
import { context } from '../providers/context.ts';
import { wholeServer, type Whole } from './wholeServer.ts';

let w: Whole;
beforeAll(async () => {
  w = await wholeServer({ driftIntervalSeconds: 1 });
});
afterAll(() => w.stop());

it('is looked for by itself, every so many seconds', async () => {
  await w.servers({ name: 'watched' });
  await w.provider.delete(context('x'), (await w.observed()).get('watched')!.externalId);
  for (;;) {
    const [missing] = await w.data<Drift[]>(w.call('GET', '/drift?status=open&kind=missing'));
    if (missing !== undefined) {
      expect(missing).toMatchObject({ name: 'watched', resource: 'server' });
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
});
