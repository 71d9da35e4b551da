import type postgres from 'postgres';

/**
 * Sessions whose connections are lost to this process, while the database may not know it and keep them with all that they
 * hold: a statement at work, or a transaction whose next words the network has swallowed.
 */
export interface LostSessions {
  /** @param session the name that the connection gave itself (`application_name`), used by no other one */
  add(session: string): void;
  /** Whether any of them may still be there. */
  readonly any: boolean;
  /** What is to be asked first on a connection: it ends them all. Null when there is nothing to end. */
  ending(): Ending | null;
}

export interface Ending {
  /** Has no parameters; answered within five seconds. */
  readonly text: string;
  /** Told the answer. @throws when one of the sessions is still there */
  answered(rows: readonly postgres.Row[]): void;
}

/** The database gets this long to end a session. */
const END_MS = 5_000;

export function createLostSessions(): LostSessions {
  const lost = new Set<string>();
  return {
    add: (session) => lost.add(session),
    get any() {
      return lost.size > 0;
    },
    ending: () => {
      if (lost.size === 0) return null;
      const sessions = [...lost];
      const list = sessions.map((session) => `'${session.replaceAll("'", "''")}'`).join();
      return {
        // In the list of what is selected: as a condition it might be tried on sessions of others.
        text: `select pg_terminate_backend(pid, ${END_MS}) as gone from pg_stat_activity where application_name in (${list})`,
        answered: (rows) => {
          if (rows.some(({ gone }) => gone !== true)) throw new Error('a session of a lost connection does not end');
          for (const session of sessions) lost.delete(session);
        },
      };
    },
  };
}
