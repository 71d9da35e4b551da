/** What policies may know of a resource: the columns that a list can be narrowed by. */
export const rowAttributes = ['id', 'name', 'infra', 'provider', 'environment', 'owner'] as const;

export type RowAttribute = (typeof rowAttributes)[number];

/** Text with gaps: null stands for any text. */
export type TextPattern = readonly (string | null)[];

/**
 * Which rows of a list somebody may see, as far as that depends on the row. A row that lacks an attribute is `among` no
 * values, is like no pattern and has the same as nothing.
 */
export type RowFilter =
  | { readonly kind: 'all' | 'none' }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly RowFilter[] }
  | { readonly kind: 'not'; readonly part: RowFilter }
  | { readonly kind: 'present'; readonly attribute: RowAttribute }
  | { readonly kind: 'among'; readonly attribute: RowAttribute; readonly values: readonly string[] }
  | { readonly kind: 'like'; readonly attribute: RowAttribute; readonly pattern: TextPattern }
  | { readonly kind: 'same'; readonly left: RowAttribute; readonly right: RowAttribute };

export const EVERY_ROW: RowFilter = { kind: 'all' };
export const NO_ROW: RowFilter = { kind: 'none' };

export function everyOf(parts: readonly RowFilter[]): RowFilter {
  if (parts.some(({ kind }) => kind === 'none')) return NO_ROW;
  const rest = parts.filter(({ kind }) => kind !== 'all');
  return rest.length === 0 ? EVERY_ROW : rest.length === 1 && rest[0] ? rest[0] : { kind: 'and', parts: rest };
}

export function someOf(parts: readonly RowFilter[]): RowFilter {
  if (parts.some(({ kind }) => kind === 'all')) return EVERY_ROW;
  const rest = parts.filter(({ kind }) => kind !== 'none');
  return rest.length === 0 ? NO_ROW : rest.length === 1 && rest[0] ? rest[0] : { kind: 'or', parts: rest };
}

export function otherThan(part: RowFilter): RowFilter {
  if (part.kind === 'all') return NO_ROW;
  if (part.kind === 'none') return EVERY_ROW;
  return part.kind === 'not' ? part.part : { kind: 'not', part };
}

/** The attributes that it looks at. */
export function attributesOf(filter: RowFilter): ReadonlySet<RowAttribute> {
  switch (filter.kind) {
    case 'all':
    case 'none':
      return new Set();
    case 'and':
    case 'or':
      return new Set(filter.parts.flatMap((part) => [...attributesOf(part)]));
    case 'not':
      return attributesOf(filter.part);
    case 'present':
    case 'among':
    case 'like':
      return new Set([filter.attribute]);
    case 'same':
      return new Set([filter.left, filter.right]);
  }
}

function isLike(text: string, pattern: TextPattern): boolean {
  const escaped = pattern.map((part) => (part === null ? '.*' : part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')));
  return new RegExp(`^${escaped.join('')}$`, 'su').test(text);
}

/** Whether a row with these attributes is one of them. */
export function isVisible(filter: RowFilter, row: Readonly<Partial<Record<RowAttribute, string | null>>>): boolean {
  switch (filter.kind) {
    case 'all':
      return true;
    case 'none':
      return false;
    case 'and':
      return filter.parts.every((part) => isVisible(part, row));
    case 'or':
      return filter.parts.some((part) => isVisible(part, row));
    case 'not':
      return !isVisible(filter.part, row);
    case 'present':
      return row[filter.attribute] != null;
    case 'among':
      return filter.values.includes(row[filter.attribute] ?? '\0');
    case 'like': {
      const text = row[filter.attribute];
      return text != null && isLike(text, filter.pattern);
    }
    case 'same': {
      const left = row[filter.left];
      return left != null && left === row[filter.right];
    }
  }
}
