import { setTimeout as delay } from 'node:timers/promises';
import type { Answer } from './evidence.ts';
import { ADMIN_PASSWORD, type Fleet } from './fleet.ts';

const PATIENCE_MS = 15_000;

export interface Reply {
  /** Null when the connection broke. */
  readonly status: number | null;
  readonly body: any;
}

/** Speaks to whichever server lives, and writes down every answer. */
export interface Client {
  send(method: string, path: string, body?: object, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  /** Reads from either API until it is answered with success. */
  read<T>(path: string, api?: Api): Promise<T>;
}

type Api = 'orchestrator' | 'control_center';

export function createClient(fleet: Fleet, answers: Answer[]): Client {
  let token: string | null = null;

  async function once(api: Api, method: string, path: string, init: RequestInit): Promise<Reply> {
    const { url, pass } = fleet.anyone(api);
    const what = `${method} ${path.split('?')[0] ?? ''}`;
    try {
      const response = await fetch(`${url}${path}`, { ...init, method, signal: AbortSignal.timeout(PATIENCE_MS) });
      const body = await response.json();
      answers.push({ at: Date.now(), what, status: response.status });
      return { status: response.status, body };
    } catch {
      // Whoever was chosen may have died since: what breaks then is the fault's doing, whenever it is noticed.
      answers.push({ at: pass() ? Date.now() : fleet.lastFault(), what, status: null });
      return { status: null, body: null };
    }
  }

  async function logIn(): Promise<string> {
    const body = JSON.stringify({ username: 'admin', password: ADMIN_PASSWORD });
    for (;;) {
      const init = { body, headers: { 'content-type': 'application/json' } };
      const reply = await once('control_center', 'POST', '/auth/login', init);
      if (reply.status === 200) return reply.body.data.token as string;
      await delay(200);
    }
  }

  async function withToken(
    api: Api,
    method: string,
    path: string,
    body?: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Reply> {
    token ??= await logIn();
    return once(api, method, path, {
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  return {
    send: (method, path, body, headers) => withToken('orchestrator', method, path, body, headers),
    read: async (path, api = 'orchestrator') => {
      for (;;) {
        const { status, body } = await withToken(api, 'GET', path);
        if (status === 200) return body.data;
        if (status !== null && status < 500) throw new Error(`${path} was answered ${status}: ${JSON.stringify(body)}`);
        await delay(200);
      }
    },
  };
}
