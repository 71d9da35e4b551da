import { lookup as systemLookup } from 'node:dns/promises';
import {
  Agent as HttpAgent,
  request as httpRequest,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { addressRefusal, isAddress, parseCidrs, type AddressMode } from './addresses.ts';

/** The target may not be called. Nothing was sent. */
export class AddressRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AddressRefused';
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** At most `maxAnswerBytes` of the body. */
  readonly body: Uint8Array;
  /** True when there was more. */
  readonly truncated: boolean;
}

export interface Post {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
  /** For the whole exchange, the body of the answer included. */
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
}

/** Calls to addresses that others chose: no redirects, and only where the rules allow it. */
export interface Guard {
  /** Why this URL is refused without looking its name up; null when it may be tried. */
  check(url: string): string | null;
  /** @throws AddressRefused before anything is sent; the network's error; the signal's reason when aborted */
  post(url: string, post: Post): Promise<Answer>;
  /** Closes idle connections. */
  close(): void;
}

interface GuardDeps {
  /** Networks in CIDR form, or single addresses. */
  readonly allow: readonly string[];
  readonly mode: AddressMode;
  /** Name to addresses; the system's by default. */
  readonly resolve?: (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;
}

/** Hosts whose refusal is remembered; beyond that it is found out anew. */
const MAX_KNOWN = 1_000;

const resolveBySystem = (host: string) => systemLookup(host, { all: true });

/** @throws Error naming the entry of `allow` that isn't a network */
export function createGuard({ allow, mode, resolve = resolveBySystem }: GuardDeps): Guard {
  const allowed = parseCidrs(allow);
  const refusal = (address: string): string | null => addressRefusal(address, mode, allowed);

  /** The addresses that were checked are the ones connected to: a second look-up could answer otherwise (rebinding). */
  const lookup: LookupFunction = (host, options, callback) => {
    resolve(host).then(
      (addresses) => {
        const reason = addresses.map(({ address }) => refusal(address)).find((found) => found !== null);
        const [first] = addresses;
        if (reason !== undefined) callback(new AddressRefused(`${host} may not be called: ${reason}`), '');
        else if (!first) callback(new Error(`${host} has no address`), '');
        else if (options.all === true) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => {
        callback(error instanceof Error ? error : new Error(String(error)), '');
      },
    );
  };
  const agents = {
    'http:': { send: httpRequest, agent: new HttpAgent({ keepAlive: true }) },
    'https:': { send: httpsRequest, agent: new HttpsAgent({ keepAlive: true }) },
  };

  /** What was found out of hosts: calls of a batch go to few, and each is looked at when it is accepted and when it is made. */
  const known = new Map<string, string | null>();
  const hostRefusal = (host: string): string | null => {
    const before = known.get(host);
    if (before !== undefined) return before;
    // RFC 6761 section 6.3: localhost and all below it are this machine, whatever a resolver says.
    const isLocal = host === 'localhost' || host.endsWith('.localhost');
    const reason = isLocal ? refusal('127.0.0.1') && refusal('::1') : isAddress(host) ? refusal(host) : null;
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(host, reason);
    return reason;
  };

  const check = (text: string): string | null => {
    const url = URL.parse(text);
    if (!url) return 'it is not a URL';
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'only http and https are called';
    if (url.username !== '' || url.password !== '') return 'a URL may not hold a user name or password';
    if (allowed.length === 0 && mode === 'onlyAllowed') {
      return 'no network is allowed yet: set PROVISIONING_HTTP_ALLOW_CIDRS or [providers.http] allow';
    }
    const port = Number(url.port || 80);
    if (mode === 'publicOrAllowed' && port < 1024 && ![80, 443].includes(port))
      return `port ${port} is not one of HTTP`;
    return hostRefusal(url.hostname.replaceAll(/^\[|\]$|\.$/g, '').toLowerCase());
  };

  return {
    check,
    async post(url, { headers, body, signal, timeoutMs, maxAnswerBytes }) {
      const reason = check(url);
      if (reason !== null) throw new AddressRefused(`${URL.parse(url)?.host ?? url} may not be called: ${reason}`);
      const target = new URL(url);
      const { send, agent } = agents[target.protocol === 'https:' ? 'https:' : 'http:'];
      const payload = Buffer.from(body);
      signal.throwIfAborted();
      const request = send(target, {
        method: 'POST',
        agent,
        lookup,
        headers: { 'accept-encoding': 'identity', ...headers, 'content-length': payload.length },
      });
      // A timer and a listener: signals put together cost as much as the call itself, and thousands are made a second.
      const limit = { isOver: false };
      const timer = setTimeout(() => {
        limit.isOver = true;
        request.destroy();
      }, timeoutMs);
      const stop = (): void => {
        request.destroy(signal.reason as Error);
      };
      signal.addEventListener('abort', stop);
      try {
        return await answerOf(request, payload, maxAnswerBytes);
      } catch (cause) {
        signal.throwIfAborted();
        if (!limit.isOver) throw cause;
        throw new Error(`there was no complete answer within ${timeoutMs / 1000} s`, { cause });
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
      }
    },
    close() {
      for (const { agent } of Object.values(agents)) agent.destroy();
    },
  };
}

/** Sends the request; rejects with whatever ends it before its answer is complete. */
function answerOf(request: ClientRequest, payload: Buffer, max: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // Heard to the end: an unheard `error` would end the process.
    request.on('error', reject);
    request.on('response', (response: IncomingMessage) => {
      const parts: Buffer[] = [];
      let size = 0;
      const done = (): void => {
        const body = Buffer.concat(parts);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: body.subarray(0, max),
          truncated: size > max,
        });
      };
      response.on('error', reject);
      response.on('data', (part: Buffer) => {
        if (size > max) return;
        parts.push(part);
        size += part.length;
        if (size <= max) return;
        done();
        // The rest isn't even received.
        response.destroy();
      });
      response.on('end', done);
    });
    request.end(payload);
  });
}
