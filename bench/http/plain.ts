import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openPostgres } from '../../src/repositories/database.ts';
import { createRunRepository } from '../../src/repositories/runs.ts';
import { createTaskRepository } from '../../src/repositories/tasks.ts';
import { toTaskAnswer } from '../../src/services/tasks.ts';
import { batchOf } from '../batch.ts';
import { fan } from '../shapes.ts';

// Two rulers for the server. `hono`: the same reads and writes of the database behind Hono, with no middleware at all.
// `bare`: node:http that answers with what it was given, or echoes nothing of what it reads.
const [kind, of = ''] = process.argv.slice(2);

const tell = (port: number): void => void process.send?.({ url: `http://127.0.0.1:${port}` });

if (kind === 'bare') {
  const payload = Buffer.from(of, 'base64');
  const headers = { 'content-type': 'application/json', 'content-length': payload.length };
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, headers).end(payload);
    });
  });
  server.listen(0, '127.0.0.1', () => {
    tell((server.address() as AddressInfo).port);
  });
} else {
  const database = await openPostgres(of);
  const tasks = createTaskRepository(database);
  const runs = createRunRepository(database);
  const app = new Hono()
    .get('/tasks/:id', async (c) => {
      const found = await tasks.find(c.req.param('id'));
      return found === undefined ? c.notFound() : c.json({ success: true, data: toTaskAnswer(found) });
    })
    .get('/tasks', async (c) => {
      const { items } = await tasks.list({}, { limit: Number(c.req.query('limit')), offset: 0 });
      return c.json({ success: true, data: items.map(toTaskAnswer) });
    })
    .post('/batch/execute', async (c) => {
      const body = await c.req.json<{ operations: readonly unknown[] }>();
      const { run, tasks: rows } = batchOf(fan(body.operations.length), 10);
      await database.transact((tx) => runs.insert(tx, run, rows));
      return c.json({ success: true, data: { batch_id: run.id, status: 'Running' } });
    });
  serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
    tell(port);
  });
}
