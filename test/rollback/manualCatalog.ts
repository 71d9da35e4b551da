import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const scripts = {
  check: '[ -e "$PROV_ROOT/var/legacy" ] || exit 10',
  install: 'touch "$PROV_ROOT/var/legacy"',
};

/** The shipped catalog, and a task service `legacy` that has no `remove` script; answers with its directory. */
export async function manualCatalog(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'provisioning-catalog-'));
  await cp(join(import.meta.dirname, '../../catalog'), dir, { recursive: true });
  const own = join(dir, 'taskservs/legacy');
  await mkdir(own);
  for (const [name, text] of Object.entries(scripts)) await writeFile(join(own, `${name}.sh`), text);
  const definition = `apiVersion: prov/v1
kind: Taskserv
name: legacy
version: 1.0.0
description: Can't be taken off by a program
supports: { drivers: [process] }
scripts: { check: check.sh, install: install.sh }
removeByHand: rm var/legacy
`;
  await writeFile(join(own, 'taskserv.yaml'), definition);
  return dir;
}
