import type { ControlCenterDeps } from '../deps.ts';
import { ok } from '../envelope.ts';
import type { ControlCenterHandlers } from './contract.ts';

type MfaHandlers = Pick<
  ControlCenterHandlers,
  'getMfa' | 'enrolMfa' | 'confirmMfa' | 'renewRecoveryCodes' | 'disableMfa' | 'resetMfa'
>;

export const mfaHandlers = ({ mfa }: Pick<ControlCenterDeps, 'mfa'>): MfaHandlers => ({
  getMfa: async (c) => c.json(ok(await mfa.status(c.var.actor)), 200),
  enrolMfa: async (c) => c.json(ok(await mfa.enrol(c.var.actor, c.req.valid('json'))), 200),
  confirmMfa: async (c) => {
    const codes = await mfa.confirm(c.var.actor, c.req.valid('json'));
    return c.json(ok({ recovery_codes: codes }), 200);
  },
  renewRecoveryCodes: async (c) => {
    const codes = await mfa.renewRecoveryCodes(c.var.actor, c.req.valid('json'));
    return c.json(ok({ recovery_codes: codes }), 200);
  },
  disableMfa: async (c) => c.json(ok(await mfa.disable(c.var.actor, c.req.valid('json'))), 200),
  resetMfa: async (c) => c.json(ok(await mfa.reset(c.var.actor, c.req.valid('param').id)), 200),
});
