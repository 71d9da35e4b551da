import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

export interface Fence {
  readonly file: string;
  readonly language: string;
  /** The word after the language: what kind of example it is. */
  readonly kind: string;
  readonly text: string;
}

/** The fenced blocks of a Markdown file of this repository, in order. */
export function fencesOf(file: string): Fence[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/^```([\w-]*)[ ]?([\w-]*)\n([^]*?)^```$/gm)].map(
    ([, language = '', kind = '', body = '']) => ({ file, language, kind, text: body }),
  );
}
