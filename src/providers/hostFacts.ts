import { parseEnv } from 'node:util';
import type { HostFacts } from './transport.ts';

const architectures: Readonly<Record<string, string>> = { x86_64: 'amd64', aarch64: 'arm64' };

/** From the text of /etc/os-release, which is written like a file of shell variables (os-release(5)), and `uname -m`. */
export function hostFacts(osRelease: string, machine: string): HostFacts {
  const { ID: id, VERSION_ID: version = '' } = parseEnv(osRelease);
  return { os: id === undefined ? null : { id, version }, arch: architectures[machine] ?? machine };
}
