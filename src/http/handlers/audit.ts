import type { ControlCenterDeps } from '../deps.ts';
import { ok } from '../envelope.ts';
import { csvLines, jsonLines, streamOf } from '../lines.ts';
import { seekHeaders, seekOf } from '../seek.ts';
import type { ControlCenterHandlers } from './contract.ts';

type AuditHandlers = Pick<ControlCenterHandlers, 'listAuditLogs' | 'getAuditHead' | 'verifyAudit' | 'exportAudit'>;

export const auditHandlers = ({
  audit,
  auditVerifier,
}: Pick<ControlCenterDeps, 'audit' | 'auditVerifier'>): AuditHandlers => ({
  listAuditLogs: async (c) => {
    const { limit, offset, cursor, ...selection } = c.req.valid('query');
    const request = seekOf(c, 'audit', { limit, offset, cursor });
    const page = await audit.list({ ...selection, ...request });
    seekHeaders(c, 'audit', page, request);
    return c.json(ok([...page.items]), 200);
  },
  getAuditHead: async (c) => c.json(ok(await auditVerifier.head()), 200),
  verifyAudit: async (c) => c.json(ok(await auditVerifier.verify(c.req.valid('query'))), 200),
  exportAudit: (c) => {
    const { format = 'jsonl', ...selection } = c.req.valid('query');
    const records = audit.export(selection);
    return format === 'csv'
      ? c.body(streamOf(csvLines(records, AUDIT_COLUMNS)), 200, {
          'Content-Type': 'text/csv; charset=utf-8',
          'Content-Disposition': 'attachment; filename="audit.csv"',
        })
      : c.body(streamOf(jsonLines(records)), 200, { 'Content-Type': 'application/jsonl' });
  },
});

const AUDIT_COLUMNS = [
  'sequence',
  'timestamp',
  'user_id',
  'username',
  'action',
  'resource',
  'result',
  'details',
  'request_id',
  'ip',
  'id',
  'seal_sequence',
  'hash',
] as const;
