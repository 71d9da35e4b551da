import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';

export type Api = 'orchestrator' | 'control-center';

interface Answer {
  readonly content?: Readonly<Record<string, { readonly schema?: object }>>;
  readonly headers?: Readonly<Record<string, unknown>>;
}

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, Answer | { readonly $ref: string }>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Judges answers by the authored contract, with Ajv: nothing of the server is used to check the server. */
export interface Judge {
  /** Throws when the contract doesn't know the answer: its status, media type, a header it promises or its body. */
  check(method: string, url: string, received: Received): void;
  readonly document: Document;
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];
const literals = (path: string): number => path.split('/').filter((segment) => !segment.startsWith('{')).length;

/** As a server sees it: `/%75sers` is `/users`; what can't be decoded stays. */
function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

export function createJudge(api: Api): Judge {
  const document = JSON.parse(
    readFileSync(new URL(`../../generated/openapi/${api}.json`, import.meta.url), 'utf8'),
  ) as Document;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  ajv.addSchema(document, 'contract');
  const compiled = new Map<string, ValidateFunction>();
  const templates = Object.keys(document.paths)
    .sort((a, b) => literals(b) - literals(a))
    .map((path) => ({ path, pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+').replaceAll('.', '\\.')}$`) }));

  const deref = (answer: Answer | { readonly $ref: string }): Answer =>
    '$ref' in answer
      ? (document.components['responses']![answer.$ref.slice('#/components/responses/'.length)] as Answer)
      : answer;

  function validate(name: string, schema: object, text: string, where: string): void {
    let check = compiled.get(name);
    if (check === undefined) {
      // References in the schema are relative to the document.
      const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"contract#/')) as object;
      check = ajv.compile(absolute);
      compiled.set(name, check);
    }
    if (!check(JSON.parse(text))) throw new Error(`${where}: ${ajv.errorsText(check.errors)}\n${text.slice(0, 2000)}`);
  }

  return {
    document,
    check(method, url, { status, headers, text }) {
      const pathname = decoded(new URL(url).pathname);
      if (headers.get('x-request-id') === null) throw new Error(`${method} ${pathname} ${status}: no X-Request-Id`);
      if (pathname.startsWith('/docs') || pathname === '/openapi.json' || method === 'OPTIONS') return;
      const media = headers.get('content-type')?.replace(/; *charset=utf-8$/i, '') ?? '';
      const template = templates.find(({ pattern }) => pattern.test(pathname));
      const verb = method === 'HEAD' ? 'get' : method.toLowerCase();
      const known = template !== undefined && METHODS.includes(verb);
      const operation = known ? document.paths[template.path]?.[verb] : undefined;
      if (operation === undefined) {
        const fallback = document.components['responses']!['MethodNotAllowed'] as Answer;
        if (status !== 404 && status !== 405)
          throw new Error(`${method} ${pathname} answers ${status}, which nothing declares`);
        const schema = fallback.content?.[media]?.schema;
        if (schema === undefined) throw new Error(`${method} ${pathname} ${status}: undeclared media type ${media}`);
        if (method !== 'HEAD') validate(`fallback ${media}`, schema, text, `${method} ${pathname} ${status}`);
        return;
      }
      const where = `${operation.operationId} ${status}`;
      const declared = operation.responses[String(status)];
      if (declared === undefined)
        throw new Error(`${where}: the contract declares no such status\n${text.slice(0, 2000)}`);
      const answer = deref(declared);
      const schema = answer.content?.[media]?.schema;
      if (answer.content !== undefined && schema === undefined)
        throw new Error(`${where}: undeclared media type ${media}`);
      if (schema !== undefined && media.endsWith('json') && method !== 'HEAD') {
        validate(`${operation.operationId} ${status} ${media}`, schema, text, where);
      }
    },
  };
}
