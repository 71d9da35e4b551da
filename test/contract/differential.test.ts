import { readFileSync } from 'node:fs';
import type { z } from '@hono/zod-openapi';
import { expect, it } from 'vitest';
import * as controlCenter from '../../generated/contract/control-center.ts';
import * as orchestrator from '../../generated/contract/orchestrator.ts';
import type { OpenApiDocument } from '../../scripts/generate/document.ts';
import { createJudge } from './judge.ts';
import { documents, seeded } from './mutations.ts';

const DOCUMENTS = 60_000;
const SEED = 20_260_807;

const contracts: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  orchestrator,
  'control-center': controlCenter,
};

function load(api: string): OpenApiDocument {
  const file = new URL(`../../generated/openapi/${api}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as OpenApiDocument;
}

it('gives the verdict of Ajv on every mutated document of every schema', { timeout: 120_000 }, () => {
  const docs = Object.keys(contracts).map((api) => ({ api, doc: load(api) }));
  const schemas = docs.reduce((sum, { doc }) => sum + Object.keys(doc.components.schemas).length, 0);
  const each = Math.ceil(DOCUMENTS / schemas);
  const random = seeded(SEED);
  const disagreements: string[] = [];
  const lopsided: string[] = [];
  let valid = 0;
  let invalid = 0;

  for (const { api, doc } of docs) {
    const judge = createJudge(doc);
    const make = documents(doc, random);
    for (const name of Object.keys(doc.components.schemas)) {
      const validate = judge(name);
      const schema = contracts[api]?.[name] as z.ZodType;
      const before = valid;
      for (let n = 0; n < each; n += 1) {
        // Through JSON, as documents come: `__proto__` is an own member, 1.0 is 1.
        const body = JSON.stringify(make(name, random.pick([0, 0.05, 0.15, 0.4])) ?? null);
        const expected = validate(JSON.parse(body));
        const actual = schema.safeParse(JSON.parse(body));
        if (expected) valid += 1;
        else invalid += 1;
        if (actual.success !== expected)
          disagreements.push(
            `${api} ${name}: Ajv ${String(expected)}, zod ${String(actual.error)}: ${body.slice(0, 500)}`,
          );
      }
      if (valid === before || valid - before === each) lopsided.push(name);
    }
  }

  console.log(
    `differential: ${String(valid + invalid)} documents over ${String(schemas)} schemas, ` +
      `${String(valid)} valid, ${String(invalid)} invalid, ${String(disagreements.length)} disagreements`,
  );
  expect(disagreements.slice(0, 10)).toEqual([]);
  // A schema that only ever saw one verdict wasn't tried.
  expect(lopsided).toEqual([]);
  expect(valid + invalid).toBeGreaterThanOrEqual(50_000);
  expect(Math.min(valid, invalid)).toBeGreaterThan(DOCUMENTS / 5);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});
