import { createHash, createHmac, createSecretKey, hkdfSync } from 'node:crypto';
import type { AuditRecord } from '../../generated/contract/control-center.ts';
import { canonicalJson } from '../domain/canonicalJson.ts';
import type { AuditRow, StoredAuditRow } from '../repositories/audit.ts';
import type { AuditFloor, AuditHead, AuditSeal } from '../repositories/auditChain.ts';

/** A record as the API shows it. */
export const toRecord = (row: StoredAuditRow): AuditRecord => ({
  id: row.id,
  sequence: row.sequence,
  timestamp: row.at.toISOString(),
  user_id: row.userId,
  username: row.username,
  action: row.action,
  resource: row.resource,
  result: row.result,
  details: row.details,
  request_id: row.requestId,
  ip: row.ip,
  seal_sequence: row.seal,
  hash: row.hash,
});

/**
 * The hash of a record in its place: SHA-256, in hex, over the canonical JSON (RFC 8785) of
 * `{"previous": hash before it, "record": the record without seal_sequence and hash, "seal_sequence": place}`. Whoever
 * has an export can make it again.
 */
export function hashOf(previous: string, seal: number, row: StoredAuditRow): string {
  const { seal_sequence: _place, hash: _hash, details, ...record } = toRecord(row);
  const text = canonicalJson({ previous, record: { ...record, details: row.details }, seal_sequence: seal });
  return createHash('sha256').update(text).digest('hex');
}

/** Hashes make changes visible; the keyed codes beside them make sure that nobody without the key can hash anew. */
export interface AuditChain {
  /** Code of a new record. The count of a counted refusal is not part of it, since it still rises. */
  sign(row: AuditRow): string;
  /** Whether a record that isn't sealed was written by a server with this key. */
  isGenuine(row: StoredAuditRow): boolean;
  /** Seals records after a head. One that isn't genuine is sealed too, but with a code that verifies as false. */
  seal(head: AuditHead, rows: readonly StoredAuditRow[]): readonly AuditSeal[];
  /** Whether the code of a sealed record fits its hash. */
  isSealed(row: StoredAuditRow): boolean;
  floor(head: AuditHead, at: Date): AuditFloor;
  isFloor(floor: AuditFloor): boolean;
}

/** `secretKey` is the key of the installation; a key for this alone is derived from it (RFC 5869). */
export function createAuditChain({ secretKey }: { readonly secretKey: Uint8Array }): AuditChain {
  // As a key and not as bytes, which Node would make a key of anew for each code: that takes six times as long as the code.
  const derived = hkdfSync('sha256', secretKey, new Uint8Array(), 'provisioning audit log', 32);
  const key = createSecretKey(new Uint8Array(derived));
  const mac = (purpose: 'record' | 'seal' | 'floor', text: string): string =>
    createHmac('sha256', key).update(`${purpose}\n${text}`).digest('hex');

  function sign({ details, ...row }: AuditRow): string {
    const { count: _count, ...constant } = details;
    return mac(
      'record',
      canonicalJson({
        id: row.id,
        at: row.at.toISOString(),
        user_id: row.userId,
        username: row.username,
        action: row.action,
        resource: row.resource,
        result: row.result,
        details: row.countedUntil === null ? details : constant,
        request_id: row.requestId,
        ip: row.ip,
        counted_until: row.countedUntil?.toISOString() ?? null,
      }),
    );
  }

  const isGenuine = (row: StoredAuditRow): boolean => row.mac === sign(row);
  const codeOf = (purpose: 'seal' | 'floor', { seal, hash }: AuditHead): string => mac(purpose, `${seal}\n${hash}`);

  return {
    sign,
    isGenuine,
    seal(head, rows) {
      let previous = head;
      return rows.map((row) => {
        const seal = previous.seal + 1;
        previous = { seal, hash: hashOf(previous.hash, seal, row) };
        return { ...previous, sequence: row.sequence, mac: isGenuine(row) ? codeOf('seal', previous) : '' };
      });
    },
    isSealed: ({ seal, hash, mac: code }) => seal !== null && hash !== null && code === codeOf('seal', { seal, hash }),
    floor: (head, at) => ({ seal: head.seal, hash: head.hash, at, mac: codeOf('floor', head) }),
    isFloor: (floor) => floor.mac === codeOf('floor', floor),
  };
}
