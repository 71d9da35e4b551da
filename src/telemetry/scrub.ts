const SECRET_KEY = /pass(word|wd)?|secret|token|authorization|cookie|signature|mfa_?code|private|credential/i;
/** A compact JWS (RFC 7515 section 7.1), wherever it stands in a text. */
const JWS = /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g;
const QUERY_TOKEN = /([?&]token=)[^&\s"']*/gi;
/** User and password of a URL. */
const USERINFO = /(:\/\/)[^/@\s]+@/g;
/** drizzle puts the statement's values behind this word into its messages; they may be hashes or sealed keys. */
const STATEMENT_VALUES = /\bparams:[\s\S]*$/;

const MAX_TEXT = 4096;
const MAX_DEPTH = 6;
const MAX_ITEMS = 100;
const HIDDEN = '***';

/** A text without tokens and passwords, cut to 4,096 characters. */
export function scrubText(text: string): string {
  const cut = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}… (${String(text.length)} characters)` : text;
  return cut
    .replace(STATEMENT_VALUES, `params: ${HIDDEN}`)
    .replace(QUERY_TOKEN, `$1${HIDDEN}`)
    .replace(USERINFO, `$1${HIDDEN}@`)
    .replace(JWS, HIDDEN);
}

/** A value as a log line may carry it: members named like secrets hidden, tokens in texts masked, sizes bounded. */
export function scrub(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return scrubText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (depth >= MAX_DEPTH) return '…';
  if (value instanceof Error) return scrubError(value, depth);
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => scrub(item, depth + 1));
  return scrubMembers(value, depth);
}

function scrubError(error: Error, depth: number): unknown {
  const { name, message, stack, cause } = error;
  const members: Record<string, unknown> = { name, message: scrubText(message) };
  if ('code' in error) members['code'] = scrub(error.code, depth + 1);
  if ('log' in error) members['log'] = scrub(error.log, depth + 1);
  // The stack begins with the message, which is told already and may hold what must be hidden over several lines.
  const frames = stack?.split('\n').filter((line) => /^\s+at /.test(line));
  if (frames !== undefined && frames.length > 0) members['stack'] = scrubText(frames.join('\n'));
  if (cause !== undefined) members['cause'] = scrub(cause, depth + 1);
  return members;
}

function scrubMembers(value: object, depth: number): unknown {
  const entries = Object.entries(value).slice(0, MAX_ITEMS);
  return Object.fromEntries(
    entries.map(([key, member]) => {
      const hide =
        SECRET_KEY.test(key) && (typeof member === 'string' || (typeof member === 'object' && member !== null));
      return [key, hide ? HIDDEN : scrub(member, depth + 1)];
    }),
  );
}
