import { lstat, readdir, readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';
import { unprocessable, type Detail, type DomainError } from '../domain/errors.ts';
import { desiredForm, type Desired } from './desired.ts';
import { evaluateKcl, findProgram } from './kcl.ts';

export interface Settings {
  readonly desired: Desired;
  /** The file that was read, relative to the infra directory. */
  readonly source: string;
  /** What a person should know, for the task's output. */
  readonly notes: readonly string[];
}

export interface SettingsReader {
  /**
   * Reads `<infraDir>/<infra>/<file>`. Never outside of the infra directory, symbolic links included.
   * @throws DomainError `unprocessable`: details name `infra` or `settings`, or the file's own field
   */
  load(infra: string, file: string): Promise<Settings>;
}

interface SettingsDeps {
  readonly infraDir: string;
  /** Program that evaluates `.k` files. */
  readonly kcl?: string;
  /** Where programs are looked for (the value of PATH). */
  readonly searchPath?: string;
}

const nameForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
/** What stands in for a `.k` file when there is no kcl program, in this order. */
const readable = ['.yaml', '.yml', '.json', '.toml'];
const maxBytes = 1024 * 1024;

export function createSettings({
  infraDir,
  kcl = 'kcl',
  searchPath = '/usr/local/bin:/usr/bin:/bin',
}: SettingsDeps): SettingsReader {
  const readKcl = async (folder: string, file: string): Promise<{ text: string; source: string; notes: string[] }> => {
    const program = await findProgram(kcl, searchPath);
    if (program !== null) {
      await inside(folder, file);
      return { text: await evaluateKcl(program, searchPath, folder, file), source: file, notes: [] };
    }
    const base = file.slice(0, -'.k'.length);
    const present = await readdir(folder);
    const other = readable.map((extension) => base + extension).find((candidate) => present.includes(candidate));
    if (other === undefined) {
      const message = `${file} needs the kcl program, which isn't installed: install it, or put ${base}.yaml beside it`;
      throw refused('settings', message);
    }
    const note = `${file} was not evaluated, as the kcl program isn't installed; ${other} was used instead`;
    return { text: await readInside(folder, other), source: other, notes: [note] };
  };

  return {
    async load(infra, file) {
      const folder = await infraFolder(infraDir, infra);
      if (!nameForm.test(file)) throw refused('settings', 'settings must be the name of a file of the infra directory');
      const extension = extname(file);
      if (extension !== '.k' && !readable.includes(extension)) {
        throw refused('settings', `${file} must end in .k, ${readable.join(', ')}`);
      }
      await exists(folder, file, infra);
      const { text, source, notes } =
        extension === '.k'
          ? await readKcl(folder, file)
          : { text: await readInside(folder, file), source: file, notes: [] };
      const desired = parseDesired(text, source, extname(source));
      if (desired.infra === infra) return { desired, source: `${infra}/${source}`, notes };
      throw invalid(source, [{ path: 'infra', message: `must be ${infra}, the name of its directory` }]);
    },
  };
}

const refused = (path: string, message: string): DomainError => unprocessable(message, [{ path, message }]);

const invalid = (source: string, details: readonly Detail[]): DomainError =>
  unprocessable(
    `${source} doesn't describe an infrastructure`,
    details.map(({ path, message }) => ({ path: `${source}: ${path}`, message })),
  );

async function infraFolder(infraDir: string, infra: string): Promise<string> {
  const base = await realpath(infraDir).catch(() => null);
  const entries = base === null ? [] : await readdir(base, { withFileTypes: true });
  const known = entries.filter((entry) => !entry.isFile() && nameForm.test(entry.name)).map((entry) => entry.name);
  const folder = base !== null && known.includes(infra) ? await realpath(join(base, infra)).catch(() => null) : null;
  if (base !== null && folder?.startsWith(base + sep) === true) return folder;
  const there = known.length > 0 ? `there are ${known.sort().join(', ')}` : 'the infra directory is empty or missing';
  throw refused('infra', `There is no infra ${JSON.stringify(infra)}; ${there}`);
}

async function exists(folder: string, file: string, infra: string): Promise<void> {
  if (await lstat(join(folder, file)).catch(() => null)) return;
  const files = (await readdir(folder)).filter((name) => extname(name) === '.k' || readable.includes(extname(name)));
  const there = files.length > 0 ? `there are ${files.sort().join(', ')}` : 'it has no settings files';
  throw refused('settings', `Infra ${infra} has no file ${file}; ${there}`);
}

/** The file's real path, refused when a link leads out of its folder. */
async function inside(folder: string, file: string): Promise<string> {
  const path = await realpath(join(folder, file)).catch(() => null);
  if (path?.startsWith(folder + sep) === true) return path;
  throw refused('settings', `${file} leads out of the infra directory`);
}

async function readInside(folder: string, file: string): Promise<string> {
  const path = await inside(folder, file);
  const found = await lstat(path);
  if (!found.isFile()) throw refused('settings', `${file} isn't a file`);
  if (found.size > maxBytes) throw refused('settings', `${file} is larger than 1 MiB`);
  return readFile(path, 'utf8');
}

function parseDesired(text: string, source: string, extension: string): Desired {
  const parsed = desiredForm.safeParse(parseText(text, source, extension));
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map((issue) => ({
    path: issue.path.join('.') || 'file',
    message: issue.message,
  }));
  throw invalid(source, details);
}

function parseText(text: string, source: string, extension: string): unknown {
  try {
    if (extension === '.json') return JSON.parse(text);
    if (extension === '.toml') return parseToml(text);
    return parseYaml(text, { maxAliasCount: 50 });
  } catch (cause) {
    // A RangeError is the parser's stack: nested far deeper than any settings are.
    const message =
      cause instanceof RangeError ? 'is nested too deeply' : String(cause instanceof Error ? cause.message : cause);
    throw invalid(source, [{ path: 'file', message: message.split('\n')[0] ?? message }]);
  }
}
