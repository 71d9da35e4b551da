import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The shipped catalog and one more task service, made of the given scripts; answers with its directory. */
export async function catalogWith(
  name: string,
  scripts: Readonly<Record<string, string>>,
  definition: object,
): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'provisioning-catalog-'));
  await cp(join(import.meta.dirname, '../../catalog'), dir, { recursive: true });
  const own = join(dir, 'taskservs', name);
  await mkdir(own);
  for (const [script, text] of Object.entries(scripts)) await writeFile(join(own, `${script}.sh`), text);
  const head = { apiVersion: 'prov/v1', kind: 'Taskserv', name, version: '1.0.0', description: 'For a test' };
  const files = Object.fromEntries(Object.keys(scripts).map((script) => [script, `${script}.sh`]));
  // JSON is YAML.
  await writeFile(join(own, 'taskserv.yaml'), JSON.stringify({ ...head, scripts: files, ...definition }));
  return dir;
}
