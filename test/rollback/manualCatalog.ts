import { catalogWith } from '../taskservs/catalogWith.ts';

const scripts = {
  check: '[ -e "$PROV_ROOT/var/legacy" ] || exit 10',
  install: 'touch "$PROV_ROOT/var/legacy"',
};

/** The shipped catalog, and a task service `legacy` that has no `remove` script; answers with its directory. */
export const manualCatalog = (): Promise<string> =>
  catalogWith('legacy', scripts, { supports: { drivers: ['process'] }, removeByHand: 'rm var/legacy' });
