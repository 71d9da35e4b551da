import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { OpenApiDocument } from './document.ts';

const run = promisify(execFile);
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Lints a root document and returns it, with its parts, as one. Throws with Redocly's own report when it has errors. */
export async function bundle(source: string): Promise<OpenApiDocument> {
  await redocly(['lint', source, '--format', 'stylish', '--max-problems', '1000']);
  const folder = await mkdtemp(join(tmpdir(), 'contract-'));
  try {
    const target = join(folder, 'bundle.json');
    // Two files that want one component name would get a suffix; as an error it can't slip into the generated names.
    await redocly(['bundle', source, '--output', target, '--component-renaming-conflicts-severity', 'error']);
    return JSON.parse(await readFile(target, 'utf8')) as OpenApiDocument;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function redocly(args: readonly string[]): Promise<void> {
  const cli = join(root, 'node_modules/@redocly/cli/bin/cli.js');
  // Neither a usage report nor a look for a newer version: generating needs no network.
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  try {
    await run(process.execPath, [cli, ...args], { cwd: root, env, maxBuffer: 16 * 1024 * 1024 });
  } catch (cause) {
    const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string };
    throw new Error(`redocly ${args.slice(0, 2).join(' ')} failed\n${stdout}${stderr}`, { cause });
  }
}
