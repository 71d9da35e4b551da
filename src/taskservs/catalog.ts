import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { z } from 'zod';
import type { JobFile } from '../providers/transport.ts';
import { clusterForm, scriptNames, taskservForm } from './definition.ts';
import type { ClusterDefinition, ScriptName, TaskservDefinition } from './definition.ts';
import { orderTaskservs } from './order.ts';
import { paramsForm } from './params.ts';

/** A task service ready to run: its definition, its scripts' text and the files they are given. */
export interface Taskserv extends TaskservDefinition {
  readonly scriptText: Readonly<Partial<Record<ScriptName, string>>>;
  /** The shared library (`lib/…`) and the definition's own files. */
  readonly jobFiles: readonly JobFile[];
}

export interface Catalog {
  taskserv(name: string): Taskserv | undefined;
  clusterType(name: string): ClusterDefinition | undefined;
  readonly taskservs: readonly Taskserv[];
  readonly clusterTypes: readonly ClusterDefinition[];
  /** The given task services with all they depend on, dependencies first; see `orderTaskservs` for the errors. */
  order(names: readonly string[]): string[];
}

/** A definition that can't be used stops the start; the message names file and field. */
export class CatalogError extends Error {
  constructor(file: string, problems: readonly string[], cause?: unknown) {
    super(`${file}: ${problems.join('; ')}`, { cause });
    this.name = 'CatalogError';
  }
}

/** Loads `<dir>/lib`, `<dir>/taskservs/*` and `<dir>/clusters/*` whole. @throws CatalogError */
export async function loadCatalog(dir: string): Promise<Catalog> {
  const library = await readFiles(join(dir, 'lib'), await readdir(join(dir, 'lib')), 'lib/');
  const taskservs = await Promise.all((await folders(dir, 'taskservs')).map((path) => loadTaskserv(path, library)));
  const clusters = await Promise.all(
    (await folders(dir, 'clusters')).map((path) => readDefinition(path, 'cluster.yaml', clusterForm)),
  );
  const byName = new Map(taskservs.map((taskserv) => [taskserv.name, taskserv]));
  const clusterByName = new Map(clusters.map((cluster) => [cluster.name, cluster]));
  const order = (names: readonly string[]): string[] =>
    orderTaskservs(names, (name) => byName.get(name), [...byName.keys()]);

  checkReferences(dir, byName, clusters, order);
  return {
    taskserv: (name) => byName.get(name),
    clusterType: (name) => clusterByName.get(name),
    taskservs,
    clusterTypes: clusters,
    order,
  };
}

async function folders(dir: string, kind: string): Promise<string[]> {
  const entries = await readdir(join(dir, kind), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(dir, kind, entry.name))
    .sort();
}

async function readDefinition<T extends { name: string }>(
  folder: string,
  file: string,
  form: z.ZodType<T>,
): Promise<T> {
  const path = join(folder, file);
  let data: unknown;
  try {
    data = parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new CatalogError(path, [cause instanceof Error ? cause.message : String(cause)], cause);
  }
  const parsed = form.safeParse(data);
  if (!parsed.success) {
    throw new CatalogError(
      path,
      parsed.error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`),
    );
  }
  if (!folder.endsWith(`/${parsed.data.name}`))
    throw new CatalogError(path, ['name: must be the name of the directory']);
  return parsed.data;
}

async function loadTaskserv(folder: string, library: readonly JobFile[]): Promise<Taskserv> {
  const definition = await readDefinition(folder, 'taskserv.yaml', taskservForm);
  const file = join(folder, 'taskserv.yaml');
  const scripts = await Promise.all(
    scriptNames.map(async (script) => {
      const name = definition.scripts[script];
      return name === undefined
        ? []
        : [[script, await readText(file, `scripts.${script}`, join(folder, name))] as const];
    }),
  );
  const own = await readFiles(folder, definition.files, '').catch((cause: unknown) => {
    throw new CatalogError(file, [`files: ${String(cause)}`], cause);
  });
  checkParameters(file, definition);
  return { ...definition, scriptText: Object.fromEntries(scripts.flat()), jobFiles: [...library, ...own] };
}

const readText = (file: string, field: string, path: string): Promise<string> =>
  readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CatalogError(file, [`${field}: ${path} can't be read`], cause);
  });

const readFiles = (folder: string, names: readonly string[], prefix: string): Promise<JobFile[]> =>
  Promise.all(
    names.map(async (name) => ({ path: prefix + name, data: await readFile(join(folder, name)), mode: 0o600 })),
  );

/** Defaults must fit their own schema, patterns must compile, what is required must exist. */
function checkParameters(file: string, definition: TaskservDefinition): void {
  const { properties, required } = definition.parameters;
  for (const name of required) {
    if (!(name in properties)) throw new CatalogError(file, [`parameters.required: ${name} isn't a property`]);
  }
  const defaults = Object.entries(properties).flatMap(([key, { default: value }]) =>
    value === undefined ? [] : [[key, value]],
  );
  try {
    const parsed = paramsForm(definition).safeParse(Object.fromEntries(defaults));
    const wrong = parsed.error?.issues.filter((issue) => !required.includes(String(issue.path[0]))) ?? [];
    if (wrong.length === 0) return;
    throw new Error(wrong.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
  } catch (cause) {
    throw new CatalogError(file, [`parameters: ${cause instanceof Error ? cause.message : String(cause)}`], cause);
  }
}

function checkReferences(
  dir: string,
  taskservs: ReadonlyMap<string, Taskserv>,
  clusters: readonly ClusterDefinition[],
  order: (names: readonly string[]) => string[],
): void {
  for (const { name } of taskservs.values())
    attempt(join(dir, 'taskservs', name, 'taskserv.yaml'), 'dependsOn', () => order([name]));
  for (const { name, placement } of clusters) {
    const names = placement.map((place) => place.taskserv);
    attempt(join(dir, 'clusters', name, 'cluster.yaml'), 'placement', () => order(names));
  }
}

function attempt(file: string, field: string, work: () => unknown): void {
  try {
    work();
  } catch (cause) {
    throw new CatalogError(file, [`${field}: ${cause instanceof Error ? cause.message : String(cause)}`], cause);
  }
}
