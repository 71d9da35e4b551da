import { generateSecret, generateURI, verify } from 'otplib';
import { toDataURL, toString as toText } from 'qrcode';

/** Length of a time step and how many steps a clock may be off, each way (RFC 6238 sections 4 and 5.2). */
const STEP_SECONDS = 30;
const WINDOW_STEPS = 1;
/** The length that RFC 4226 section 4 recommends: 160 bits. */
const SEED_BYTES = 20;
const ISSUER = 'Provisioning';

/** What an authenticator app needs to take up a seed. */
export interface Enrolment {
  readonly uri: string;
  /** The URI as a QR code: an SVG document, and a PNG as a `data:` URI. */
  readonly svg: string;
  readonly png: string;
}

/** A new seed, in base32. */
export const newSeed = (): string => generateSecret({ length: SEED_BYTES });

export async function enrolmentOf(seed: string, username: string): Promise<Enrolment> {
  const uri = generateURI({ issuer: ISSUER, label: username, secret: seed });
  const [svg, png] = await Promise.all([toText(uri, { type: 'svg' }), toDataURL(uri, { type: 'image/png' })]);
  return { uri, svg, png };
}

/** The time step whose code this is, at most one step from now; undefined when it is none. */
export async function stepOf(seed: string, code: string, now: Date): Promise<number | undefined> {
  // The library throws on anything that isn't six ASCII digits.
  if (!/^[0-9]{6}$/.test(code)) return undefined;
  const epoch = Math.floor(now.getTime() / 1000);
  const result = await verify({ secret: seed, token: code, epoch, epochTolerance: WINDOW_STEPS * STEP_SECONDS });
  return result.valid && 'timeStep' in result ? result.timeStep : undefined;
}
