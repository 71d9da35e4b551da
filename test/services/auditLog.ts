import type { Actor } from '../../src/domain/actor.ts';
import { newId } from '../../src/domain/ids.ts';
import type { Log } from '../../src/domain/log.ts';
import { createAuditRepository } from '../../src/repositories/audit.ts';
import { createAuditChainRepository } from '../../src/repositories/auditChain.ts';
import type { Database } from '../../src/repositories/database.ts';
import { createAudit } from '../../src/services/audit.ts';
import { createAuditChain } from '../../src/services/auditChain.ts';
import { createAuditRetention } from '../../src/services/auditRetention.ts';
import { createAuditSealer } from '../../src/services/auditSealer.ts';
import { createAuditVerifier } from '../../src/services/auditVerify.ts';
import { movableClock } from './identity.ts';

export const ada: Actor = {
  kind: 'user',
  userId: newId(),
  username: 'ada',
  roles: ['operator'],
  sessionId: newId(),
  mfa: false,
  requestId: 'request-7',
  ip: '192.0.2.9',
};

/** The audit log of one server on a database, with what it said to its log. */
export function auditLogOn(database: Database, { clock = movableClock(), days = 30 } = {}) {
  const said: string[] = [];
  const say = (msg: string): void => void said.push(msg);
  const log: Log = { debug: say, info: say, warn: say, error: say };
  const chain = createAuditChain({ secretKey: new Uint8Array(32).fill(7) });
  const audit = createAudit({ repository: createAuditRepository({ database }), chain, clock, newId });
  const parts = { repository: createAuditChainRepository({ database }), chain, clock, log };
  const sealer = createAuditSealer(parts);
  const verifier = createAuditVerifier(parts);
  const retention = createAuditRetention({ ...parts, audit: audit.record, days });

  /** Records changes of `servers/<name>`, a second apart. */
  async function write(...names: readonly string[]): Promise<void> {
    for (const name of names) {
      clock.advance(1000);
      const entry = { actor: ada, action: 'server.create', resource: `servers/${name}`, result: 'success' } as const;
      await database.transact((tx) => audit.record(tx, { ...entry, details: { name, size: 1.5 } }));
    }
  }

  /** Does what somebody with the database's own password can do, triggers or not. */
  async function tamper(...statements: readonly string[]): Promise<void> {
    await database.statement('alter table audit_log disable trigger user', []);
    await database.statement('alter table audit_floors disable trigger user', []);
    for (const text of statements) await database.statement(text, []);
    await database.statement('alter table audit_log enable trigger user', []);
    await database.statement('alter table audit_floors enable trigger user', []);
  }

  return { audit, chain, clock, sealer, verifier, retention, said, write, tamper };
}
