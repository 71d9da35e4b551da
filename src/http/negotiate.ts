/** The vendor type names the version of the API: `Accept: application/vnd.provisioning.v1+json`. */
export const VENDOR_TYPE = 'application/vnd.provisioning.v1+json';
export const JSON_TYPE = 'application/json';
export const PROBLEM_TYPE = 'application/problem+json';

interface Range {
  readonly type: string;
  readonly q: number;
}

/** What an `Accept` header asks for (RFC 9110 section 12.5.1), media type parameters but `q` left out. */
function rangesOf(accept: string): readonly Range[] {
  return accept.split(',').flatMap((part) => {
    const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    if (type === '') return [];
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    const q = weight === undefined ? 1 : /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(weight) ? Number(weight) : 0;
    return [{ type, q }];
  });
}

/** The weight of a type by the most specific range that names it, and whether that is the type itself. */
function weigh(ranges: readonly Range[], type: string): { readonly q: number; readonly exact: boolean } {
  const family = `${type.slice(0, type.indexOf('/'))}/*`;
  for (const name of [type, family, '*/*']) {
    const range = ranges.find((candidate) => candidate.type === name);
    if (range !== undefined) return { q: range.q, exact: name === type };
  }
  return { q: 0, exact: false };
}

/**
 * The type to answer with out of those an operation has, or null when none is wanted (406). A type that was asked for by
 * name wins over one that a wildcard lets through. Who asks for problem details gets them for refusals only: the
 * success comes in the first type.
 */
export function chooseType(accept: string | undefined, produced: readonly string[]): string | null {
  const [first = JSON_TYPE] = produced;
  const ranges = rangesOf(accept ?? '');
  if (ranges.length === 0) return first;
  const wanted = produced
    .map((media) => ({ media, ...weigh(ranges, bare(media)) }))
    .filter(({ q }) => q > 0)
    .sort(
      (a, b) => b.q - a.q || Number(b.exact) - Number(a.exact) || Number(vendor(b.media)) - Number(vendor(a.media)),
    );
  const byName = wanted.find(({ exact }) => exact);
  const best = byName ?? wanted.find(({ media }) => media === first) ?? wanted[0];
  if (best !== undefined) return best.media;
  return wantsProblem(ranges) ? first : null;
}

/** The type of a refusal; there is always one, since a refusal of the type must be told too. */
export function chooseErrorType(
  accept: string | undefined,
): typeof JSON_TYPE | typeof VENDOR_TYPE | typeof PROBLEM_TYPE {
  const ranges = rangesOf(accept ?? '');
  if (wantsProblem(ranges)) return PROBLEM_TYPE;
  return chooseType(accept, [JSON_TYPE, VENDOR_TYPE]) === VENDOR_TYPE ? VENDOR_TYPE : JSON_TYPE;
}

const wantsProblem = (ranges: readonly Range[]): boolean =>
  ranges.some(({ type, q }) => type === PROBLEM_TYPE && q > 0);
const bare = (media: string): string => media.split(';')[0]!.trim();
const vendor = (media: string): boolean => media === VENDOR_TYPE;
