import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle } from './bundle.ts';
import { checkOperations, checkSchemas } from './check.ts';
import type { OpenApiDocument } from './document.ts';
import { enumsModule } from './enums.ts';
import { checkExamples } from './examples.ts';
import { factsModule, routesModule } from './routes.ts';
import { emitSdk } from './sdk.ts';
import { typeProofModule, typesModule } from './types.ts';
import { zodModule } from './zod.ts';

export const APIS = ['orchestrator', 'control-center'] as const;

/** Files that are the same for every contract: they are written by hand here and copied. */
const COPIED = ['facts', 'formats', 'scalars'] as const;

/** Everything that belongs into `generated/`: path below it -> content. Throws on a contract it can't express. */
export async function generatedFiles(): Promise<Map<string, string>> {
  const sources = join(import.meta.dirname, '../../openapi');
  const docs = await Promise.all(APIS.map(async (api) => [api, await bundle(join(sources, `${api}.yaml`))] as const));
  const files = new Map<string, string>();
  for (const [api, doc] of docs) for (const [path, text] of await apiFiles(api, doc)) files.set(path, text);
  files.set('enums.ts', header('openapi/') + enumsModule(docs.map(([, doc]) => doc)));
  for (const name of COPIED) {
    const source = new URL(`./copied/${name}.ts`, import.meta.url);
    files.set(`contract/${name}.ts`, header(`scripts/generate/copied/${name}.ts`) + (await readFile(source, 'utf8')));
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function apiFiles(api: string, doc: OpenApiDocument): Promise<[path: string, text: string][]> {
  const top = header(`openapi/${api}.yaml`);
  return [
    [`openapi/${api}.json`, `${JSON.stringify(doc, null, 2)}\n`],
    [`types/${api}.ts`, top + (await typesModule(doc))],
    [`contract/${api}.ts`, top + contractModule(api, doc)],
    [`contract/${api}.proof.ts`, top + typeProofModule(doc, api)],
    [`sdk/${api}.ts`, emitSdk(doc, api)],
  ];
}

/** The contract of one API as a module: zod schemas, routes, facts. Refuses a document that breaks a rule. */
export function contractModule(api: string, doc: OpenApiDocument): string {
  checkSchemas(doc);
  const operations = checkOperations(doc);
  checkExamples(doc, operations);
  const body = [zodModule(doc), routesModule(doc, operations), factsModule(api, operations)].join('\n');
  return `${imports(body)}\n${body}`;
}

const SCALARS = [
  'booleanFromText',
  'entries',
  'integer',
  'integerFromText',
  'jsonObject',
  'map',
  'number',
  'numberFromText',
  'text',
  'unique',
];

function imports(body: string): string {
  const used = SCALARS.filter((name) => new RegExp(`(?<![\\w."])${name}\\b(?!["':])`).test(body));
  return [
    `import { createRoute, z } from '@hono/zod-openapi';`,
    `import type { OperationFacts } from './facts.ts';`,
    `import { ${used.join(', ')} } from './scalars.ts';\n`,
  ].join('\n');
}

function header(source: string): string {
  return `// Written by \`npm run generate\` from ${source}; do not edit.\n`;
}
