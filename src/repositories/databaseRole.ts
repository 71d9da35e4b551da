import postgres from 'postgres';
import { refusal } from './databaseRefused.ts';
import { inTime } from './postgresConnection.ts';

/**
 * Lets the role of `url` use the tables that the role of `owner` has made: read and write rows, and nothing more. Who owns
 * a table can switch its triggers off, and with them what keeps audit records as they are; this role can't. Throws when it
 * could act as the owner after all.
 */
export async function grantUse(owner: postgres.Sql, url: string): Promise<void> {
  const user = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    const asked = inTime(user<{ role: string }[]>`select current_user as role`, user.options);
    const [who] = await asked.catch((error: unknown) => {
      throw refusal(error, url, 'DATABASE_URL');
    });
    const role = who?.role ?? '';
    const [may] = await owner<{ own: boolean }[]>`
      select rolsuper or pg_has_role(${role}, current_user, 'member') as own from pg_roles where rolname = ${role}`;
    if (may?.own !== false) {
      throw new Error(
        `The role ${role} of DATABASE_URL can act as the owner of the tables: with PROVISIONING_MIGRATION_DATABASE_URL give it one that can't`,
      );
    }
    await owner`grant usage on schema public to ${owner(role)}`;
    await owner`grant select, insert, update, delete on all tables in schema public to ${owner(role)}`;
    await owner`grant usage, select on all sequences in schema public to ${owner(role)}`;
  } finally {
    await user.end({ timeout: 5 });
  }
}
