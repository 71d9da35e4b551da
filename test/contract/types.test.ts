import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { APIS, contractModule } from '../../scripts/generate/modules.ts';
import { typeProofModule, typesModule } from '../../scripts/generate/types.ts';
import { sampleDocument } from './sample.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

// The proofs themselves are compiled with everything else by `npm run typecheck`; here is shown that they prove.

it.each(APIS)('has every schema of %s in the compiled proof', (api) => {
  const doc = JSON.parse(read(`generated/openapi/${api}.json`)) as { components: { schemas: object } };
  const proven = [...read(`generated/contract/${api}.proof.ts`).matchAll(/^ {2}(\w+): Same</gm)].map(
    ([, name]) => name,
  );
  expect(proven).toEqual(Object.keys(doc.components.schemas).sort());
});

it('compiles the proof of a contract, and not when one side slips', { timeout: 120_000 }, async () => {
  const doc = sampleDocument({
    Kind: { type: 'string', enum: ['a', 'b'] },
    Part: {
      type: 'object',
      additionalProperties: false,
      required: ['kind', 'labels'],
      properties: {
        kind: { $ref: '#/components/schemas/Kind' },
        labels: { type: 'object', additionalProperties: { type: 'string' } },
        note: { type: ['string', 'null'] },
      },
    },
  });
  const contract = contractModule('sample', doc);
  const types = await typesModule(doc);
  const proof = typeProofModule(doc, 'sample');
  const problems = (zod: string, openapi = types) =>
    compile({ 'types/sample.ts': openapi, 'contract/sample.ts': zod, 'contract/sample.proof.ts': proof });

  expect(problems(contract)).toEqual([]);
  const slips: [name: string, from: string, to: string][] = [
    ['Part', 'note: text().nullable().exactOptional()', 'note: text().nullable()'],
    ['Part', 'note: text().nullable().exactOptional()', 'note: text().exactOptional()'],
    ['Thing', '.default(3)', '.exactOptional()'],
    ['Kind', '"b"', '"c"'],
    ['Thing', 'z.strictObject', 'z.looseObject'],
  ];
  for (const [name, from, to] of slips) {
    expect(contract).toContain(from);
    expect(problems(contract.replace(from, to)).join(), `${from} -> ${to}`).toContain(name);
  }
});

/** The errors of the given modules as if they stood in generated/, under the project's own compiler options. */
function compile(modules: Readonly<Record<string, string>>): string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, root);
  const virtual = new Map(Object.entries(modules).map(([path, text]) => [join(root, 'generated', path), text]));
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (path) => virtual.get(path) ?? readFile(path);
  host.fileExists = (path) => virtual.has(path) || fileExists(path);
  const { getSourceFile } = host;
  host.getSourceFile = (path, version) => {
    const text = virtual.get(path);
    return text === undefined
      ? cached(path, () => getSourceFile(path, version))
      : ts.createSourceFile(path, text, version);
  };
  const program = ts.createProgram([...virtual.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

/** The declarations of the libraries are the same in each compilation. */
const parsed = new Map<string, ts.SourceFile | undefined>();
function cached(path: string, parse: () => ts.SourceFile | undefined): ts.SourceFile | undefined {
  if (!parsed.has(path)) parsed.set(path, parse());
  return parsed.get(path);
}
