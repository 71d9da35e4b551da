// On PostgreSQL alone: there is none to be refused by in the embedded store.
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import postgres from 'postgres';
import { afterEach, describe, expect, it } from 'vitest';
import { openPostgres } from '../../src/repositories/database.ts';
import { createTestPostgres } from '../harness/database.ts';
import { startServerProcess } from './serverProcess.ts';

const after: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of after.splice(0)) await undo();
});

/** Does this with every connection; answers where it listens. */
async function listening(meet: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    meet(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  after.push(async () => {
    server.close();
    await once(server, 'close');
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** In place of a PostgreSQL that answers whoever comes with this error. */
const refusing = (code: string): Promise<string> =>
  listening((socket) => {
    socket.once('data', () => {
      const body = Buffer.from(`SFATAL\0VFATAL\0C${code}\0Mno\0\0`);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(body.length + 4);
      socket.end(Buffer.concat([Buffer.from('E'), length, body]));
    });
  });

/** In place of a PostgreSQL without TLS: it says so, and hangs up on who goes on all the same. */
const withoutTls = (): Promise<string> =>
  listening((socket) => {
    socket.once('data', () => {
      socket.write('N');
      socket.once('data', () => socket.destroy());
    });
  });

const hangingUp = (): Promise<string> =>
  listening((socket) => {
    socket.once('data', () => socket.destroy());
  });

/** A port that was free a moment ago. */
async function nobody(): Promise<string> {
  const address = await listening(() => undefined);
  for (const undo of after.splice(0)) await undo();
  return address;
}

const PASSWORD = 'hunter-2-and-more';
const urlOf = (address: string, query = ''): string => `postgres://app:${PASSWORD}@${address}/records${query}`;

/** The sentence with which a start ends. */
async function refused(url: string, migrationUrl?: string): Promise<string> {
  const error: unknown = await openPostgres(url, { migrationUrl }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('it opened');
  expect(error.message).not.toContain(PASSWORD);
  expect(error.message).not.toContain('\n');
  return error.message;
}

describe('a database that can not be used at the start', () => {
  it.each([
    [
      'nothing listens',
      nobody,
      '',
      /^Nothing listens at 127\.0\.0\.1:\d+: start PostgreSQL there, or .* DATABASE_URL$/,
    ],
    ['a wrong password', () => refusing('28P01'), '', /password of the role app: correct it in DATABASE_URL/],
    [
      'a role that is not let in',
      () => refusing('28000'),
      '',
      /the role app in: .*pg_hba\.conf, or correct DATABASE_URL/,
    ],
    ['a database that is not there', () => refusing('3D000'), '', /no database records: create it .* in DATABASE_URL$/],
    ['no rights', () => refusing('42501'), '', /role app may not make the tables in records: .*beside DATABASE_URL$/],
    ['too many connections', () => refusing('53300'), '', /takes no more connections: .* in DATABASE_URL$/],
    ['a database that still starts', () => refusing('57P03'), '', /takes no connections for now: .* in DATABASE_URL$/],
    ['no TLS', withoutTls, '?sslmode=require', /refuses TLS, which DATABASE_URL asks for \(sslmode=require\): switch/],
    [
      'a listener that hangs up',
      hangingUp,
      '?connect_timeout=1',
      /^No connection to be had .* port in DATABASE_URL, let/,
    ],
  ])('is told in one sentence with the setting and what to do: %s', async (_what, listen, query, sentence) => {
    expect(await refused(urlOf(await listen(), query))).toMatch(sentence);
  });

  it('names the setting of the role that could not be used, of two', async () => {
    const sentence = await refused(urlOf(await nobody()), urlOf(await refusing('28P01')));
    expect(sentence).toContain('correct it in PROVISIONING_MIGRATION_DATABASE_URL');
  });

  it('ends the process with 1 and the sentence on standard error', async () => {
    const server = startServerProcess({ DATABASE_URL: urlOf(await nobody()) });
    expect(await server.exited).toBe(1);
    expect(server.stderr()).toMatch(/^provisioning: Nothing listens at \S+: start PostgreSQL .* in DATABASE_URL\n$/);
    expect(server.lines.join('\n')).not.toContain(PASSWORD);
  });

  it('is told of a real one: no such database, no right, no TLS', async () => {
    const { url, drop } = await createTestPostgres();
    after.push(drop);
    const owner = postgres(url, { max: 1, onnotice: () => undefined });
    await owner`drop schema drizzle cascade`;
    await owner`drop role if exists app_without_rights`;
    await owner`create role app_without_rights login`;
    const role = new URL(url);
    role.username = 'app_without_rights';
    expect(await refused(role.href)).toMatch(/role app_without_rights may not make the tables in provisioning_test_/);
    await owner`drop role app_without_rights`;
    await owner.end();
    const other = new URL(url);
    other.pathname = '/never_made';
    expect(await refused(other.href)).toContain('There is no database never_made: create it');
    expect(await refused(`${url}?sslmode=require`)).toContain('refuses TLS, which DATABASE_URL asks for');
  });
});
