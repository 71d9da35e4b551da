/** A word of a POSIX shell command that stands for `text` as it is. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
