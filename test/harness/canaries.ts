import type { Database } from '../../src/repositories/database.ts';

const NAMES = /^(password|(new|current)_password|(refresh_)?token|secret|recovery_codes?)$/;

/** Long enough to stand nowhere by chance, and no plain word (`provisioning` is tried as a password, too). */
const tells = (text: string): boolean => text.length >= 12 && text.length <= 4_096 && !/^[a-z]+$/i.test(text);

/** The secrets in what is sent or answered, wherever they stand in it. */
export function secretsIn(value: unknown, name = ''): string[] {
  if (typeof value === 'string') return NAMES.test(name) && tells(value) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => secretsIn(item, name));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => secretsIn(member, key));
}

const found = (secrets: Iterable<string>, text: string): string[] =>
  [...secrets].filter((secret) => text.includes(secret) || text.includes(JSON.stringify(secret).slice(1, -1)));

/**
 * B87 over the whole run: whatever secret any test sends to a server or gets from it must be in no line of its log, no
 * audit record and no refusal. Throws with their number, not with them.
 */
export function createCanaries() {
  const secrets = new Set<string>();
  return {
    /** Of one request and its answer. */
    watch(sent: unknown, status: number, text: string, answered: unknown): void {
      const given = secretsIn(sent);
      for (const secret of [...given, ...secretsIn(answered)]) secrets.add(secret);
      if (status >= 400 && found(given, text).length > 0) throw new Error(`a refusal (${status}) repeats a secret`);
    },
    async look(logLines: readonly string[], database: Database): Promise<void> {
      const said = found(secrets, logLines.join('\n')).length;
      if (said > 0) throw new Error(`the log holds ${said} secrets`);
      const text = `select row_to_json(a)::text as row from audit_log a`;
      // A test may have closed it, or taken the table away.
      const rows = await database.statement<{ row: string }>(text, []).catch(() => []);
      const recorded = found(secrets, rows.map(({ row }) => row).join('\n')).length;
      if (recorded > 0) throw new Error(`the audit log holds ${recorded} secrets`);
    },
  };
}
