import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';

/** The data directory belongs to another living process. */
export class DataDirInUse extends Error {
  readonly pid: number | null;

  constructor(dir: string, pid: number | null) {
    const who = pid === null ? 'another process' : `process ${pid}`;
    super(
      `${dir} is in use by ${who}. Stop that process, point PROVISIONING_DATA_DIR somewhere else, or set DATABASE_URL to share one PostgreSQL between servers.`,
    );
    this.name = 'DataDirInUse';
    this.pid = pid;
  }
}

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/**
 * On Linux a name in the abstract socket space is the lock: the kernel drops it with the process, so nothing stale is
 * left by kill -9 and two starters can't both win. Elsewhere the pid in the file has to do.
 */
async function kernelLock(dir: string): Promise<Server | 'taken' | undefined> {
  if (process.platform !== 'linux') return undefined;
  const { dev, ino } = await stat(dir);
  const name = `\0provisioning-${createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 32)}`;
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve('taken');
      else reject(error);
    });
    server.listen(name, () => {
      server.unref();
      resolve(server);
    });
  });
}

const readPid = async (file: string): Promise<number | null> => {
  const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
  return Number.isInteger(pid) && pid > 0 ? pid : null;
};

/** Takes the directory for this process; returns what gives it back. Never steals from a living process. */
export async function lockDataDir(dir: string): Promise<() => Promise<void>> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const file = join(dir, 'server.pid');
  const lock = await kernelLock(dir);
  if (lock === 'taken') throw new DataDirInUse(dir, await readPid(file));
  const previous = await readPid(file);
  if (lock === undefined && previous !== null && previous !== process.pid && alive(previous)) {
    throw new DataDirInUse(dir, previous);
  }
  await rm(file, { force: true });
  const handle = await open(file, 'wx', 0o600);
  await handle.writeFile(`${process.pid}\n`);
  await handle.close();
  return async () => {
    await rm(file, { force: true });
    if (lock !== undefined) await new Promise((done) => lock.close(done));
  };
}
