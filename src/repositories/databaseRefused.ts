/** The database can't be used: the message is one sentence with the setting to look at and what to do, without a secret. */
export class DatabaseRefused extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'DatabaseRefused';
  }
}

export type AddressSetting = 'DATABASE_URL' | 'PROVISIONING_MIGRATION_DATABASE_URL';

interface Address {
  readonly setting: AddressSetting;
  readonly host: string;
  readonly role: string;
  readonly database: string;
  /** What it says of TLS, when it asks for it. */
  readonly tls: string | undefined;
}

type Advice = (address: Address) => string;

const unreachable: Advice = ({ setting, host }) =>
  `No connection to be had at ${host}: correct host and port in ${setting}, let connections to it through, or add sslmode=require if it wants TLS`;
const unknownHost: Advice = ({ setting, host }) =>
  `Nobody knows the host ${host}: correct its name in ${setting}, or how this machine looks names up`;
const untrusted: Advice = ({ setting, host }) =>
  `The certificate of ${host} is not trusted: name that of its authority in NODE_EXTRA_CA_CERTS, or ask for less with sslmode in ${setting}`;
const noRoom: Advice = ({ setting, host }) =>
  `PostgreSQL at ${host} takes no more connections: end some, raise its max_connections, or name another in ${setting}`;
const notNow: Advice = ({ setting, host }) =>
  `PostgreSQL at ${host} takes no connections for now: start again when it is up, or name another in ${setting}`;
const hungUp: Advice = (address) => {
  const { setting, host, tls } = address;
  return tls === undefined
    ? unreachable(address)
    : `PostgreSQL at ${host} refuses TLS, which ${setting} asks for (${tls}): switch ssl on there, or leave that out of ${setting}`;
};

/** By SQLSTATE, or by the code of the driver or of Node. */
const advice: Readonly<Record<string, Advice>> = {
  ECONNREFUSED: ({ setting, host }) =>
    `Nothing listens at ${host}: start PostgreSQL there, or correct host and port in ${setting}`,
  ENOENT: ({ setting, host }) => `There is no socket ${host}: start PostgreSQL, or correct the address in ${setting}`,
  ENOTFOUND: unknownHost,
  EAI_AGAIN: unknownHost,
  ETIMEDOUT: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  CONNECT_TIMEOUT: unreachable,
  ECONNRESET: hungUp,
  EPIPE: hungUp,
  EPROTO: hungUp,
  CONNECTION_CLOSED: hungUp,
  ERR_SSL_WRONG_VERSION_NUMBER: hungUp,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: hungUp,
  CERT_HAS_EXPIRED: untrusted,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  ERR_TLS_CERT_ALTNAME_INVALID: untrusted,
  '28P01': ({ setting, role }) =>
    `PostgreSQL refuses the password of the role ${role}: correct it in ${setting}, with %-escapes for what an URL keeps for itself`,
  '28000': ({ setting, role }) =>
    `PostgreSQL does not let the role ${role} in: create it, allow it in pg_hba.conf, or correct ${setting} (sslmode=require where only TLS is let in)`,
  '3D000': ({ setting, database }) =>
    `There is no database ${database}: create it (createdb ${database}), or correct its name in ${setting}`,
  '42501': ({ setting, role, database }) =>
    setting === 'DATABASE_URL'
      ? `The role ${role} may not make the tables in ${database}: make it the owner of the database, or name a role that is in PROVISIONING_MIGRATION_DATABASE_URL beside ${setting}`
      : `The role ${role} may not make the tables in ${database}: make it the owner of the database, or correct ${setting}`,
  '53300': noRoom,
  '57P03': notNow,
};

function addressOf(url: string, setting: AddressSetting): Address {
  const { host, pathname, username, searchParams } = new URL(url);
  const role = decodeURIComponent(username) || 'without a name';
  const mode = ['sslmode', 'ssl'].find((name) => !['', 'disable', 'false'].includes(searchParams.get(name) ?? ''));
  return {
    setting,
    host: host || (searchParams.get('host') ?? 'localhost'),
    role,
    database: decodeURIComponent(pathname.slice(1)) || role,
    tls: mode === undefined ? undefined : `${mode}=${searchParams.get(mode) ?? ''}`,
  };
}

/** Of an error, the ones it was caused by, or is made of, the first that has advice. */
function adviceFor(error: unknown): Advice | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  if (Object.hasOwn(advice, code)) return advice[code];
  const inside: unknown[] = error instanceof AggregateError ? error.errors : [error.cause];
  return inside.map(adviceFor).find((found) => found !== undefined);
}

/** Says of an error of the database at `url`, as far as it is a known one, what is to be done; else it stays as it is. */
export function refusal(error: unknown, url: string, setting: AddressSetting): unknown {
  const known = error instanceof DatabaseRefused ? undefined : adviceFor(error);
  return known === undefined ? error : new DatabaseRefused(known(addressOf(url, setting)), error);
}
