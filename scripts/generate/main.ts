import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { differences, write } from './folder.ts';
import { generatedFiles } from './modules.ts';

// `npm run generate [-- --check] [--out folder]`: writes generated/, or with --check only tells what isn't fresh.
const { values } = parseArgs({ options: { check: { type: 'boolean' }, out: { type: 'string' } } });
const folder = values.out ?? join(import.meta.dirname, '../../generated');

try {
  const files = await generatedFiles();
  if (values.check === true) {
    const found = await differences(folder, files);
    for (const { path, problem } of found) console.error(`${problem}: ${join(folder, path)}`);
    if (found.length > 0) throw new Error('generated/ is not what openapi/ says: run `npm run generate` and commit it');
    console.log(`${String(files.size)} generated files are fresh`);
  } else {
    const written = await write(folder, files);
    console.log(`${String(files.size)} generated files, ${String(written.length)} written or removed`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
