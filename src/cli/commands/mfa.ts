import { Command } from 'commander';
import { toString as qrCode } from 'qrcode';
import type { Act, Context } from '../context.ts';
import { UsageError } from '../exit.ts';
import { askPassword, factorOf, passwordFromStdin } from './session.ts';

interface ProofOptions {
  readonly code?: string;
  readonly passwordStdin?: true;
}

const withProof = (command: Command): Command =>
  command
    .option('--code <code>', 'the present second factor: six digits or a recovery code')
    .option('--password-stdin', 'read the password from standard input');

async function proofOf(context: Context, { code, passwordStdin }: ProofOptions) {
  const password = passwordStdin ? await passwordFromStdin(context) : await askPassword(context);
  return { password, ...factorOf(code) };
}

function showRecoveryCodes({ out }: Context, shown: { readonly recovery_codes: readonly string[] }): void {
  out.say(shown.recovery_codes.join('\n'), shown);
  out.note('keep these recovery codes in a safe place: each lets you in once without the device');
}

async function confirm(context: Context, code: string): Promise<void> {
  const { controlCenter } = await context.client();
  const shown = await controlCenter.confirmMfa({ mfa_code: code }, { signal: context.signal });
  showRecoveryCodes(context, shown);
}

export function mfaCommands(act: Act): Command[] {
  const group = new Command('mfa').description('your second factor: codes of an authenticator app');

  const status = group.command('status').description('whether there is one');
  act(status, async (context) => {
    const { controlCenter } = await context.client();
    const found = await controlCenter.getMfa({ signal: context.signal });
    context.out.record(found, {
      enabled: found.enabled,
      'confirmed at': found.confirmed_at,
      'recovery codes left': found.recovery_codes_left,
    });
  });

  const enrol = withProof(group.command('enrol').description('take up an authenticator app, or another one'));
  act<ProofOptions>(enrol, async (context, options) => {
    const { deps, out } = context;
    const { controlCenter } = await context.client();
    const proof = await proofOf(context, options);
    const enrolment = await controlCenter.enrolMfa(proof, { signal: context.signal });
    if (deps.terminal.stdout.isTTY && !out.json) out.text(await qrCode(enrolment.otpauth_uri, { type: 'utf8' }));
    out.record(enrolment, { uri: enrolment.otpauth_uri, secret: enrolment.secret });
    const code = out.json ? undefined : await deps.terminal.ask('code that the app shows now: ');
    if (code) await confirm(context, code);
    else out.note(`it counts after \`provisioning mfa confirm <code>\`, until ${enrolment.expires_at}`);
  });

  const first = group.command('confirm').description('by the code that the app shows now').argument('<code>');
  act(first, async (context, _options, [code = '']) => {
    await confirm(context, code);
  });

  const renew = withProof(group.command('recovery-codes').description('new ones in the place of all old ones'));
  act<ProofOptions>(renew, async (context, options) => {
    const { controlCenter } = await context.client();
    const proof = await proofOf(context, options);
    showRecoveryCodes(context, await controlCenter.renewRecoveryCodes(proof, { signal: context.signal }));
  });

  const disable = withProof(group.command('disable').description('be content with the password'));
  act<ProofOptions>(disable, async (context, options) => {
    if (options.code === undefined) throw new UsageError('--code: show the second factor once more');
    const { controlCenter } = await context.client();
    const message = await controlCenter.disableMfa(await proofOf(context, options), { signal: context.signal });
    context.out.say(message, message);
  });

  const reset = group.command('reset').description('remove it of a user who has lost it').argument('<user-id>');
  act(reset, async (context, _options, [id = '']) => {
    const { controlCenter } = await context.client();
    const message = await controlCenter.resetMfa(id, { signal: context.signal });
    context.out.say(message, message);
  });
  return [group];
}
