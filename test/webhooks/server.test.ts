import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { verifyWebhook } from '../../sdk/webhooks.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { startReceiver } from './receiver.ts';

type Receiver = Awaited<ReturnType<typeof startReceiver>>;

interface Frame {
  readonly event_type: string;
  readonly sequence: number;
  readonly data: { readonly task_id?: string; readonly status?: string };
}

let server: TestServer;
let receiver: Receiver;

beforeAll(async () => {
  receiver = await startReceiver([{ status: 204 }]);
  server = await startServer({
    config: {
      webhooksEnabled: true,
      webhookAllowCidrs: ['127.0.0.0/8'],
      webhookEndpoints: [{ url: receiver.url, events: ['task.completed', 'task.failed'], secret: 'webhook-secret' }],
    },
  });
});
afterAll(async () => {
  await server.stop();
  await receiver.stop();
});

const planServers = async (): Promise<string> => {
  const json = { infra: 'production', settings: 'config.k', check_mode: true, wait: false };
  const answer = await server.request('orchestrator', '/workflows/servers/create', { method: 'POST', json });
  expect(answer.status).toBe(200);
  return String(answer.body.data);
};

it('tells a task’s way over the event stream and its end by webhook, in agreement with REST', async () => {
  const token = await server.login();
  const socket = new WebSocket(`${server.orchestratorUrl.replace('http', 'ws')}/ws?token=${token}&events=task&after=0`);
  const frames: Frame[] = [];
  let look: () => void = () => undefined;
  socket.on('message', (data: Buffer) => {
    frames.push(JSON.parse(data.toString()) as Frame);
    look();
  });
  await new Promise((open) => socket.once('open', open));

  const taskId = await planServers();
  const statuses = (): unknown[] =>
    frames
      .filter(({ event_type, data }) => event_type === 'TaskStatusChanged' && data.task_id === taskId)
      .map(({ data }) => data.status);
  await new Promise<void>((ended) => {
    look = () => {
      if (statuses().some((status) => status === 'completed' || status === 'failed')) ended();
    };
    look();
  });
  expect(statuses().slice(-2)).toEqual(['running', 'completed']);

  await receiver.until(1);
  const { headers, body } = receiver.received[0]!;
  const delivery = await verifyWebhook({ headers, body, secret: 'webhook-secret' });
  const { body: answer } = await server.request('orchestrator', `/tasks/${taskId}`);
  expect(answer.data.status).toBe('Completed');
  expect(delivery).toMatchObject({
    event: 'task.completed',
    data: { task_id: taskId, status: 'completed', output: answer.data.output },
  });
  socket.close();
});

it('B80 closes the event stream of a user who logs out', async () => {
  const token = await server.tokenOf('viewer');
  const socket = new WebSocket(`${server.orchestratorUrl.replace('http', 'ws')}/ws`, ['bearer', token]);
  const closed = new Promise<number>((close) => socket.once('close', close));
  await new Promise((open) => socket.once('open', open));
  await server.request('control-center', '/auth/logout', { method: 'POST', token });
  expect(await closed).toBe(4401);
  const again = new WebSocket(`${server.orchestratorUrl.replace('http', 'ws')}/ws`, ['bearer', token]);
  await expect(
    new Promise((open, refused) => {
      again.once('open', open);
      again.once('error', refused);
    }),
  ).rejects.toThrow('401');
});

it('B78 B87 keeps tokens and secrets out of the log', () => {
  expect(server.logLines.join('\n')).not.toContain('webhook-secret');
  expect(server.logLines.join('\n')).not.toMatch(/eyJ[\w-]+\.[\w-]+\.[\w-]+/);
});
