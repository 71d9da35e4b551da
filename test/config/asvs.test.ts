import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const page = await readFile(join(ROOT, 'docs/asvs.md'), 'utf8');
const rows = page.split('\n').filter((line) => /^\| \d/.test(line));

it.each(rows)('%s', async (row) => {
  const files = [...row.matchAll(/`(test\/[\w/.]+\.ts)`/g)].map(([, file]) => file!);
  const texts = await Promise.all(files.map((file) => readFile(join(ROOT, file), 'utf8')));
  for (const [number] of row.matchAll(/\bB\d+\b/g)) {
    expect(texts.some((text) => new RegExp(`\\b${number}\\b`).test(text))).toBe(true);
  }
  const says = /not met|there (is|are) (no|one|none)|docs|\.md|openapi|package|tsconfig|server\.ts|nothing|logout/;
  expect(files.length > 0 || says.test(row)).toBe(true);
});
