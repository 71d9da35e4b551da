import { join } from 'node:path';
import { segment } from '../../names.ts';

/** Where the parts of a server lie. */
export interface Layout {
  readonly root: string;
  /** Our mark: a directory without it is not ours. */
  readonly meta: string;
  /** Present from the moment a delete has begun. */
  readonly deleting: string;
  readonly run: string;
  readonly initMark: string;
  readonly own: string;
  readonly jobs: string;
  readonly log: string;
}

export const layout = (root: string): Layout => ({
  root,
  meta: join(root, 'server.json'),
  deleting: join(root, '.prov', 'deleting'),
  run: join(root, 'run'),
  initMark: join(root, 'run', 'init.pid'),
  own: join(root, '.prov'),
  jobs: join(root, 'jobs'),
  log: join(root, 'log'),
});

/** Directories every server starts with; task services may fill them and give them back empty. */
export const directories = ['.prov', 'etc', 'etc/services', 'home', 'jobs', 'log', 'opt', 'run', 'srv', 'var'] as const;

export interface JobLayout {
  readonly dir: string;
  readonly script: string;
  readonly files: string;
  readonly params: string;
  readonly outputs: string;
  readonly log: string;
  /** Process id and start time of the job's group leader; whoever links it into place owns the job. */
  readonly mark: string;
  readonly rc: string;
}

export function jobLayout(server: Layout, id: string): JobLayout {
  const dir = join(server.jobs, segment('job', id));
  return {
    dir,
    script: join(dir, 'script.sh'),
    files: join(dir, 'files'),
    params: join(dir, 'params.json'),
    outputs: join(dir, 'outputs'),
    log: join(dir, 'log'),
    mark: join(dir, 'pgid'),
    rc: join(dir, 'rc'),
  };
}
