import type { MfaConfirm, MfaEnrolment, MfaStatus, Reauthentication } from '../../generated/contract/control-center.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import { hashRecoveryCode, newRecoveryCodes } from '../auth/recoveryCodes.ts';
import type { SecretBox } from '../auth/secretBox.ts';
import { enrolmentOf, newSeed, stepOf } from '../auth/totp.ts';
import type { Actor } from '../domain/actor.ts';
import type { RecordAudit } from '../domain/audit.ts';
import type { Clock } from '../domain/clock.ts';
import { conflict, forbidden, notFound } from '../domain/errors.ts';
import type { Transact, Tx } from '../domain/tx.ts';
import type { SessionRepository } from '../repositories/sessions.ts';
import type { StoredTotp, TotpRepository } from '../repositories/totp.ts';
import type { UserRepository } from '../repositories/users.ts';
import { markRecorded } from './audit.ts';
import { requireLogin, type MayManage } from './ownership.ts';
import type { Proof } from './proof.ts';
import { seedContext } from './secondFactor.ts';

/** So long a new seed waits for its first code. */
const PENDING_MS = 10 * 60_000;

export interface MfaService {
  status(actor: Actor): Promise<MfaStatus>;
  /** Makes a seed and shows it this once; it counts after its first code. Who has a factor must show it to replace it. */
  enrol(actor: Actor, proof: Reauthentication): Promise<MfaEnrolment>;
  /** Proves the new seed by a code of it, and shows the recovery codes this once. */
  confirm(actor: Actor, body: MfaConfirm): Promise<string[]>;
  /** New recovery codes in the place of all old ones. */
  renewRecoveryCodes(actor: Actor, proof: Reauthentication): Promise<string[]>;
  disable(actor: Actor, proof: Reauthentication): Promise<string>;
  /** Takes the factor of a user who has lost it. */
  reset(actor: Actor, userId: string): Promise<string>;
}

const isOn = (stored: StoredTotp | undefined): boolean => stored !== undefined && stored.seedSealed !== null;

export function createMfa(deps: {
  readonly totp: TotpRepository;
  readonly users: Pick<UserRepository, 'find'>;
  readonly sessions: Pick<SessionRepository, 'setMfa' | 'clearMfaOf'>;
  readonly proof: Proof;
  readonly mayManage: MayManage;
  readonly secretBox: SecretBox;
  readonly authenticator: Pick<Authenticator, 'forget'>;
  readonly transact: Transact;
  readonly audit: RecordAudit;
  readonly clock: Clock;
}): MfaService {
  const { totp, users, sessions, proof, mayManage, secretBox, authenticator, transact, audit, clock } = deps;

  const record = (tx: Tx, actor: Actor, action: string, result: 'success' | 'denied') =>
    audit(tx, { actor, action, resource: `users/${actor.username}`, result });

  /** Does it in the transaction of a fresh proof of password and factor; 403 for whatever was wrong. */
  async function reproven<T>(actor: Actor, action: string, given: Reauthentication, work: (tx: Tx) => Promise<T>) {
    const { userId } = requireLogin(actor);
    const result = await proof.prove(await users.find(userId), given, {
      async proven(tx) {
        const value = await work(tx);
        await record(tx, actor, action, 'success');
        return { value };
      },
      refused: (tx) => record(tx, actor, action, 'denied'),
    });
    if (result === undefined) throw markRecorded(forbidden('Wrong password or code'));
    return result.value;
  }

  async function requireOn(userId: string): Promise<void> {
    if (!isOn(await totp.find(userId))) throw conflict('There is no second factor: enrol one first');
  }

  async function putRecoveryCodes(tx: Tx, userId: string): Promise<string[]> {
    const codes = newRecoveryCodes();
    await totp.replaceRecoveryCodes(
      tx,
      userId,
      codes.map((code) => hashRecoveryCode(userId, code)),
    );
    return codes;
  }

  /** Confirms the waiting seed; undefined when the code is not one of it. */
  async function accept(tx: Tx, actor: Actor, code: string): Promise<string[] | undefined> {
    const { userId, sessionId } = requireLogin(actor);
    const now = clock.now();
    const stored = await totp.lock(tx, userId);
    const sealed = stored?.pendingSealed ?? null;
    const since = stored?.pendingSince ?? null;
    if (sealed === null || since === null || now.getTime() - since.getTime() > PENDING_MS) {
      throw conflict('There is no second factor that waits for its first code: enrol one');
    }
    const step = await stepOf(secretBox.open(sealed, seedContext(userId)), code, now);
    if (step === undefined) {
      await record(tx, actor, 'mfa.confirm', 'denied');
      return undefined;
    }
    await totp.confirm(tx, userId, step, now);
    await sessions.setMfa(tx, sessionId);
    await record(tx, actor, 'mfa.confirm', 'success');
    return putRecoveryCodes(tx, userId);
  }

  return {
    async status(actor) {
      const userId = actor.userId ?? '';
      const stored = await totp.find(userId);
      return {
        enabled: isOn(stored),
        confirmed_at: stored?.confirmedAt?.toISOString() ?? null,
        recovery_codes_left: await totp.recoveryCodesLeft(userId),
      };
    },

    async enrol(actor, given) {
      const { userId } = requireLogin(actor);
      const seed = newSeed();
      const now = clock.now();
      const sealed = secretBox.seal(seed, seedContext(userId));
      await reproven(actor, 'mfa.enrol', given, (tx) => totp.begin(tx, userId, sealed, now));
      const { uri, svg, png } = await enrolmentOf(seed, actor.username);
      const expires = new Date(now.getTime() + PENDING_MS);
      return { secret: seed, otpauth_uri: uri, qr_svg: svg, qr_png: png, expires_at: expires.toISOString() };
    },

    async confirm(actor, { mfa_code: code }) {
      // The record of a wrong code must be committed: so no throw in there.
      const codes = await transact((tx) => accept(tx, actor, code));
      if (codes === undefined) throw markRecorded(forbidden('Wrong code: is the clock of the device right?'));
      authenticator.forget();
      return codes;
    },

    async renewRecoveryCodes(actor, given) {
      const { userId } = requireLogin(actor);
      await requireOn(userId);
      return reproven(actor, 'mfa.renew', given, (tx) => putRecoveryCodes(tx, userId));
    },

    async disable(actor, given) {
      const { userId } = requireLogin(actor);
      await requireOn(userId);
      await reproven(actor, 'mfa.disable', given, async (tx) => {
        await totp.remove(tx, userId);
        await sessions.clearMfaOf(tx, userId);
      });
      authenticator.forget();
      return 'Second factor disabled';
    },

    async reset(actor, userId) {
      if (!(await mayManage(actor, userId, 'update'))) throw notFound('user', userId);
      if (userId === actor.userId) throw conflict('This is your own second factor: disable it with its code');
      const user = await users.find(userId);
      if (user === undefined) throw notFound('user', userId);
      await transact(async (tx) => {
        if (!(await totp.remove(tx, userId))) throw conflict('This user has no second factor');
        await sessions.clearMfaOf(tx, userId);
        await audit(tx, { actor, action: 'mfa.reset', resource: `users/${user.username}`, result: 'success' });
      });
      authenticator.forget();
      return 'Second factor removed';
    },
  };
}
