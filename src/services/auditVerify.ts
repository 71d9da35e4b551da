import type { AuditHead as AuditHeadAnswer, AuditVerification } from '../../generated/contract/control-center.ts';
import { DomainError } from '../domain/errors.ts';
import type { StoredAuditRow } from '../repositories/audit.ts';
import { GENESIS, type AuditChainRepository, type AuditHead } from '../repositories/auditChain.ts';
import { hashOf, type AuditChain } from './auditChain.ts';

/** Records read at once. */
const BATCH = 1000;

type Fault = NonNullable<AuditVerification['first_bad']>;

export interface AuditVerifier {
  /** The end of the chain, to be kept where nobody who can write to the database can. */
  head(): Promise<AuditHeadAnswer>;
  /**
   * Makes the whole chain again and compares. `head` is one exported before (`<seal_sequence>:<hash>`): the chain must
   * still hold it, which shows a tail that was cut off.
   */
  verify(query: { readonly head?: string | undefined }): Promise<AuditVerification>;
}

interface VerifierDeps {
  readonly repository: AuditChainRepository;
  readonly chain: AuditChain;
}

function parseHead(text: string | undefined): AuditHead | undefined {
  if (text === undefined) return undefined;
  const [seal = '', hash = ''] = text.split(':');
  if (Number.isSafeInteger(Number(seal))) return { seal: Number(seal), hash };
  const message = 'must be <seal_sequence>:<hash>, as GET /audit/head gives them';
  throw new DomainError('invalid_request', `head ${message}`, { details: [{ path: 'head', message }] });
}

const differs = (expected: AuditHead | undefined, here: AuditHead): boolean =>
  expected?.seal === here.seal && expected.hash !== here.hash;

export function createAuditVerifier({ repository, chain }: VerifierDeps): AuditVerifier {
  const fault = (seal: number, row: StoredAuditRow | undefined, reason: Fault['reason']): Fault => ({
    seal_sequence: seal,
    sequence: row?.sequence ?? null,
    id: row?.id ?? null,
    reason,
  });

  function judge(previous: AuditHead, row: StoredAuditRow): Fault | undefined {
    const seal = previous.seal + 1;
    if (row.seal !== seal) return fault(seal, undefined, 'missing');
    if (row.hash !== hashOf(previous.hash, seal, row)) return fault(seal, row, 'changed');
    return chain.isSealed(row) ? undefined : fault(seal, row, 'forged');
  }

  /** Where the chain begins; a floor that no server made is a fault of what it hides. */
  async function start(): Promise<{ readonly from: AuditHead; readonly bad: Fault | undefined }> {
    const floor = await repository.floor();
    if (floor === undefined) return { from: GENESIS, bad: undefined };
    return { from: floor, bad: chain.isFloor(floor) ? undefined : fault(floor.seal, undefined, 'forged') };
  }

  async function walk(from: AuditHead, expected: AuditHead | undefined) {
    let previous = from;
    let bad = differs(expected, from) ? fault(from.seal, undefined, 'changed') : undefined;
    let records = 0;
    if (bad !== undefined) return { previous, records, bad };
    for (;;) {
      const rows = await repository.sealedAfter(previous.seal, BATCH);
      for (const row of rows) {
        const here = { seal: previous.seal + 1, hash: row.hash ?? '' };
        bad = judge(previous, row) ?? (differs(expected, here) ? fault(here.seal, row, 'changed') : undefined);
        if (bad !== undefined) return { previous, records, bad };
        previous = here;
        records += 1;
      }
      if (rows.length < BATCH) return { previous, records, bad };
    }
  }

  /** A record written past the server shows before it is sealed. */
  async function badTail(): Promise<Fault | undefined> {
    let sequence = 0;
    for (;;) {
      const rows = await repository.unsealedAfter(sequence, BATCH);
      const row = rows.find((one) => !chain.isGenuine(one));
      if (row !== undefined) return { seal_sequence: null, sequence: row.sequence, id: row.id, reason: 'forged' };
      const lastRow = rows.at(-1);
      if (lastRow === undefined || rows.length < BATCH) return undefined;
      sequence = lastRow.sequence;
    }
  }

  return {
    async head() {
      const { seal, hash } = await repository.head();
      return { seal_sequence: seal, hash };
    },

    async verify({ head }) {
      const expected = parseHead(head);
      // Counted first: what is sealed while the chain is walked is told twice, never left out.
      const waiting = await repository.unsealed();
      let begin = await start();
      let found = await walk(begin.from, expected);
      // Retention may have moved the floor meanwhile: what is missing at the beginning is looked at once more.
      if (found.bad?.reason === 'missing' && found.records === 0) {
        begin = await start();
        found = await walk(begin.from, expected);
      }
      const cut =
        expected !== undefined && expected.seal > found.previous.seal
          ? fault(found.previous.seal + 1, undefined, 'missing')
          : undefined;
      const firstBad = begin.bad ?? found.bad ?? cut ?? (await badTail()) ?? null;
      return {
        valid: firstBad === null,
        records: found.records,
        removed: begin.from.seal,
        head: { seal_sequence: found.previous.seal, hash: found.previous.hash },
        unsealed: waiting.records,
        oldest_unsealed_at: waiting.oldest?.toISOString() ?? null,
        first_bad: firstBad,
      };
    },
  };
}
