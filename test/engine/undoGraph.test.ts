import { describe, expect, it } from 'vitest';
import type { NodeRecord } from '../../src/engine/ports.ts';
import { goesWithServer } from '../../src/engine/undoGraph.ts';

const node = (kind: string, driver: string): NodeRecord =>
  ({ kind, spec: { server_id: 'one', driver }, output: null }) as unknown as NodeRecord;

describe('what cannot be undone by itself', () => {
  const none = (): boolean => false;

  it('goes with its server', () => {
    const nodes = [node('server.create', 'process'), node('taskserv.install', 'process')];
    expect([...goesWithServer(nodes, none)]).toEqual([[1, 0]]);
  });

  it('stays where the host of the server stays', () => {
    expect([...goesWithServer([node('server.create', 'ssh'), node('taskserv.install', 'ssh')], none)]).toEqual([]);
  });
});
