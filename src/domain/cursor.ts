import { createHash } from 'node:crypto';
import { DomainError } from './errors.ts';

/** The lists that can be walked by cursor. */
export type SeekList = 'tasks' | 'batches' | 'audit';

/** Where a page ended: the time of its last item, and what orders items of one time. */
export interface Place {
  readonly at: Date;
  /** A UUID, or the sequence of an audit record. */
  readonly id: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ids: Readonly<Record<SeekList, RegExp>> = { tasks: UUID, batches: UUID, audit: /^\d{1,15}$/ };
const WHEN = /^\d{1,14}$/;

/** Tells a cursor that was altered or cut off. It is no secret: a place in a list opens nothing to who may not see it. */
const checkOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 8);

/** An opaque word for a place: it says of which list it is, and whether it came back whole. */
export function cursorOf(list: SeekList, { at, id }: Place): string {
  const text = `${list} ${at.getTime()} ${id}`;
  return Buffer.from(`${text} ${checkOf(text)}`).toString('base64url');
}

/** The place that a cursor of this list names; throws `invalid_request`, naming `cursor`, for anything else. */
export function placeOf(list: SeekList, cursor: string): Place {
  const [name = '', when = '', id = '', check = '', ...rest] = Buffer.from(cursor, 'base64url').toString().split(' ');
  const whole = rest.length === 0 && check === checkOf(`${name} ${when} ${id}`);
  if (whole && name === list && WHEN.test(when) && ids[list].test(id)) return { at: new Date(Number(when)), id };
  const message = whole && name !== list ? `is of another list (${name})` : 'is not one that this list has given';
  throw new DomainError('invalid_request', `cursor ${message}: begin again without one`, {
    details: [{ path: 'cursor', message }],
  });
}
