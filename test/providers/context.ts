import type { Ctx, ServerSpec } from '../../src/providers/provider.ts';
import { silent } from '../harness/silent.ts';

/** A call's circumstances, its token told by a short word. */
export const context = (token: string, signal: AbortSignal = new AbortController().signal): Ctx => ({
  token: token.padEnd(40, '0'),
  signal,
  log: silent,
});

export const spec = (name: string, labels: Record<string, string> = {}): ServerSpec => ({
  name,
  plan: '1xCPU-2GB',
  zone: 'de-fra1',
  labels,
});
