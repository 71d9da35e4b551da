import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EventType, WebhookEvent } from '../../generated/enums.ts';
import { eventCategory } from '../../src/domain/events.ts';
import { statusOf } from '../../src/http/errors.ts';
import { root } from './fences.ts';

/** The cells of the tables of a page, without their heads. */
const rowsOf = (page: string): string[][] =>
  readFileSync(join(root, page), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map((cells) => cells.slice(1, -1));

const word = (cell = ''): string => cell.replaceAll('`', '');

describe('the tables of the documentation', () => {
  it('docs/status-codes.md tells every error code with the status that src/http/errors.ts gives it', () => {
    const told = rowsOf('docs/status-codes.md').map(([code, status]) => [word(code), Number(status)]);
    expect(Object.fromEntries(told)).toEqual(statusOf);
    expect(told.map(([, status]) => status)).toEqual(told.map(([, status]) => status).sort());
  });

  it('docs/events.md lists every event type with its category', () => {
    const told = rowsOf('docs/events.md').filter(([type]) => /^[A-Z]/.test(word(type)));
    expect(told.map(([type]) => word(type))).toEqual([...EventType]);
    for (const [type, category] of told)
      expect([type, category]).toEqual([type, eventCategory[word(type) as EventType]]);
  });

  it('docs/events.md lists every webhook event', () => {
    const told = rowsOf('docs/events.md').filter(([name]) => word(name).includes('.'));
    expect(told.map(([name]) => word(name))).toEqual([...WebhookEvent]);
  });

  it('docs/dependencies.md has one line for every dependency, and none for what is not there', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
      'dependencies' | 'devDependencies',
      Record<string, string>
    >;
    const told = rowsOf('docs/dependencies.md').map(([name]) => word(name));
    expect(told).toEqual([...Object.keys(dependencies), ...Object.keys(devDependencies)]);
  });
});
