import { z } from 'zod';

const host = z.strictObject({
  address: z.string().min(1).max(253),
  port: z.int().min(1).max(65_535).default(22),
  fingerprint: z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/, {
    error: 'must be the SHA256 fingerprint of the host key: ssh-keyscan -t ed25519 ADDRESS | ssh-keygen -lf -',
  }),
});

/** What `[providers.<name>]` holds beside `driver = "ssh"`. */
export const sshSettings = z.strictObject({
  user: z.string().min(1).max(64),
  /** A private key without a passphrase. */
  key_file: z.string().min(1),
  /** Whether what runs on the hosts runs as root by `sudo -n`. */
  sudo: z.boolean().default(false),
  /** Where the hosts keep what is ours; counts from the home of the user, or of root with `sudo`. */
  directory: z.string().min(1).default('.provisioning'),
  /** By server name. */
  hosts: z.record(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/), host),
});

export type SshSettings = Readonly<z.output<typeof sshSettings>>;
export type SshHost = SshSettings['hosts'][string];
