import type postgres from 'postgres';

/**
 * Sessions whose connections are lost to this process, while the database may not know it and keep them with all that they
 * hold: a statement at work, or a transaction whose next words the network has swallowed.
 */
export interface LostSessions {
  /** @param session the name that the connection gave itself (`application_name`), used by no other one */
  add(session: string): void;
  /** What is to be asked first on a connection: it ends them all. Null when there is nothing to end. */
  ending(): Ending | null;
}

export interface Ending {
  /** Has no parameters; answered within five seconds. */
  readonly text: string;
  /**
   * Told the answer. False when it is to be asked again: one of them may still be there, or has ended by itself, or by
   * another one who asked, just before it was its turn; PostgreSQL says the same of both.
   */
  answered(rows: readonly postgres.Row[]): boolean;
}

/** The database gets this long to end a session. */
const END_MS = 5_000;

export function createLostSessions(): LostSessions {
  const lost = new Set<string>();
  return {
    add: (session) => lost.add(session),
    ending: () => {
      if (lost.size === 0) return null;
      const sessions = [...lost];
      const list = sessions.map((session) => `'${session.replaceAll("'", "''")}'`).join();
      return {
        // In the list of what is selected: as a condition it might be tried on sessions of others.
        text: `select pg_terminate_backend(pid, ${END_MS}) as gone from pg_stat_activity where application_name in (${list})`,
        answered: (rows) => {
          const gone = rows.every((row) => row['gone'] === true);
          if (gone) for (const session of sessions) lost.delete(session);
          return gone;
        },
      };
    },
  };
}

/**
 * Ends sessions of this role, by the first word of their names ($1), that have waited for their client for so many seconds
 * ($2) without being idle: it has sent the first part of a statement and not the second, which takes a round trip.
 */
export const END_CUT_STATEMENTS = `select pg_terminate_backend(pid) from pg_stat_activity
  where application_name like $1 || ' %' and datname = current_database() and usename = current_user
    and state = 'active' and wait_event = 'ClientRead' and state_change < now() - make_interval(secs => $2)`;
