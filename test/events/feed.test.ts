import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from '../harness/server.ts';

interface Heard {
  readonly id: number;
  readonly event: string;
  readonly data: { readonly sequence: number; readonly data: Readonly<Record<string, unknown>> };
}

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

/** Listens as a browser does; `until` resolves with all that was heard once enough was. */
async function listen(query = '', headers: Record<string, string> = {}, token?: string) {
  const ended = new AbortController();
  const response = await fetch(`${server.orchestratorUrl}/events${query}`, {
    headers: { authorization: `Bearer ${token ?? (await server.login())}`, ...headers },
    signal: ended.signal,
  });
  const heard: Heard[] = [];
  let text = '';
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const fields = new Map(
          block.split('\n').map((line) => [line.split(':')[0], line.slice(line.indexOf(':') + 2)]),
        );
        const [id, event, data] = [fields.get('id'), fields.get('event'), fields.get('data')];
        if (id !== undefined) heard.push({ id: Number(id), event: event!, data: JSON.parse(data!) as Heard['data'] });
      }
    }
  })().catch((error: unknown) => {
    if (!ended.signal.aborted) throw error;
  });
  return {
    response,
    heard,
    /** Resolves when the server ends it. */
    reading,
    until: (enough: (so_far: readonly Heard[]) => boolean) =>
      expect.poll(() => enough(heard), { timeout: 30_000, interval: 20 }).toBe(true),
    stop: async () => {
      ended.abort();
      await reading;
    },
  };
}

async function checkpoint(): Promise<string> {
  const json = { name: `heard ${randomUUID()}` };
  const { body } = await server.request('orchestrator', '/rollback/checkpoints', { method: 'POST', json });
  return body.data as string;
}

const about = (id: string) => (one: Heard) => one.data.data['checkpoint_id'] === id;

describe('GET /events', () => {
  it('tells what happens as Server-Sent Events, each with its sequence as id and its type', async () => {
    const feed = await listen('?events=batch');
    expect(feed.response.status).toBe(200);
    expect(feed.response.headers.get('content-type')).toBe('text/event-stream');
    const id = await checkpoint();
    await feed.until((heard) => heard.some(about(id)));
    const one = feed.heard.find(about(id))!;
    expect([one.event, one.data.sequence]).toEqual(['CheckpointCreated', one.id]);
    await feed.stop();
  });

  it('goes on after Last-Event-ID without a gap and without telling anything twice', async () => {
    const first = await listen();
    const seen = await checkpoint();
    await first.until((heard) => heard.some(about(seen)));
    const last = first.heard.at(-1)!.id;
    await first.stop();
    const missed = [await checkpoint(), await checkpoint()];
    const again = await listen('?after=0', { 'last-event-id': String(last) });
    const live = await checkpoint();
    await again.until((heard) => heard.some(about(live)));
    const ids = again.heard.map(({ data }) => data.data['checkpoint_id']).filter((id) => id !== undefined);
    expect(ids).toEqual([...missed, live]);
    expect(again.heard.every(({ id }) => id > last)).toBe(true);
    await again.stop();
  });

  it('says by a Gap what it can not tell any more', async () => {
    const feed = await listen('', { 'last-event-id': '900000000000' });
    await feed.until((heard) => heard.length > 0);
    expect(feed.heard[0]!.event).toBe('Gap');
    await feed.stop();
  });

  it('ends within seconds of the logout, and lets nobody in without a token or with one in the query', async () => {
    const token = await server.login();
    const feed = await listen('', {}, token);
    await server.request('control-center', '/auth/logout', { method: 'POST', token });
    await feed.reading;
    for (const path of ['/events', `/events?token=${await server.login()}`]) {
      const { status } = await server.request('orchestrator', path, { token: null });
      expect(status).toBe(401);
    }
    expect((await server.request('orchestrator', '/events', { token })).status).toBe(401);
  });

  it('refuses categories and places that there are not, and answers HEAD without staying open', async () => {
    for (const query of ['?events=nonsense', '?after=-1']) {
      expect((await server.request('orchestrator', `/events${query}`)).status).toBe(400);
    }
    const headers = { 'last-event-id': 'x' };
    expect((await server.request('orchestrator', '/events', { headers })).status).toBe(400);
    expect((await server.request('orchestrator', '/events', { method: 'HEAD' })).status).toBe(200);
  });
});
