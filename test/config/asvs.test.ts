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

/** How many requirements of level 1 and 2 each section of ASVS 5.0.0 has; they come first in it. */
const SECTIONS: Readonly<Record<string, number>> = {
  '2.1': 3,
  '2.2': 3,
  '2.3': 4,
  '2.4': 1,
  '4.1': 3,
  '4.2': 1,
  '4.3': 2,
  '4.4': 4,
  '6.1': 3,
  '6.2': 12,
  '6.3': 4,
  '6.4': 4,
  '6.5': 5,
  '6.6': 3,
  '6.8': 4,
  '7.1': 3,
  '7.2': 4,
  '7.3': 2,
  '7.4': 5,
  '7.5': 2,
  '7.6': 2,
  '8.1': 2,
  '8.2': 3,
  '8.3': 1,
  '8.4': 1,
  '9.1': 3,
  '9.2': 4,
  '15.1': 3,
  '15.2': 3,
  '15.3': 7,
  '16.1': 1,
  '16.2': 5,
  '16.3': 4,
  '16.4': 3,
  '16.5': 3,
};

/** `6.6.1 to 6.6.3` and `4.4.3, 4.4.4` are several. */
function numbersOf(row: string): string[] {
  const cell = row.split('|')[1]!;
  const range = /(\d+\.\d+)\.(\d+) to \1\.(\d+)/.exec(cell);
  if (range === null) return cell.match(/\d+\.\d+\.\d+/g) ?? [];
  const [, section = '', first, last] = range;
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, n) => `${section}.${Number(first) + n}`);
}

it('every requirement of its chapters at level 2 has exactly one row', () => {
  const all = Object.entries(SECTIONS).flatMap(([section, count]) =>
    Array.from({ length: count }, (_, n) => `${section}.${n + 1}`),
  );
  expect(rows.flatMap(numbersOf).sort()).toEqual(all.sort());
});
