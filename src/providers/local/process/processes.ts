import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';

import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isAbsent } from './files.ts';

/** A process as it is remembered: the id alone may have been given to another since. */
export interface Mark {
  readonly pid: number;
  /** Clock ticks since boot on Linux, a date elsewhere; only compared for equality. */
  readonly start: string;
}

const hasProc = existsSync('/proc/self/stat');

/** Reads a mark file (`<pid> <start>`); null when there is none. */
export async function readMark(path: string): Promise<Mark | null> {
  const text = await readFile(path, 'utf8').catch(isAbsent(null));
  const match = text?.trim().match(/^(\d+) (.+)$/s);
  return match ? { pid: Number(match[1]), start: match[2] ?? '' } : null;
}

/** Start time and process group of a live process; null for one that is gone or a zombie nobody has reaped. */
async function facts(pid: number): Promise<{ start: string; group: number } | null> {
  if (!hasProc) {
    const ps = promisify(execFile)('ps', ['-o', 'stat=,pgid=,lstart=', '-p', String(pid)], {
      env: { LC_ALL: 'C', PATH: '/bin:/usr/bin' },
    });
    const { stdout } = await ps.catch(() => ({ stdout: '' }));
    const [, state, group, start] = stdout.trim().match(/^(\S+)\s+(\d+)\s+(.+)$/) ?? [];
    return state && start && !state.startsWith('Z') ? { start, group: Number(group) } : null;
  }
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // proc(5): the command may hold spaces and brackets; state, ppid, pgrp … starttime follow the last bracket.
  const fields = text.slice(text.lastIndexOf(') ') + 2).split(' ');
  const [state, start] = [fields[0], fields[19]];
  return state && start && state !== 'Z' && state !== 'X' ? { start, group: Number(fields[2]) } : null;
}

export async function isAlive(mark: Mark | null): Promise<boolean> {
  return mark !== null && (await facts(mark.pid))?.start === mark.start;
}

/**
 * Every live process whose environment carries all of `variables`: what a script left behind is found even when it made
 * itself a session of its own. Empty where /proc is missing; there the groups of the marks must do.
 */
async function carrying(variables: Readonly<Record<string, string>>): Promise<number[]> {
  if (!hasProc) return [];
  const wanted = Object.entries(variables).map(([key, value]) => Buffer.from(`\0${key}=${value}\0`));
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      if (pid === process.pid) return null;
      const environ = await readFile(`/proc/${pid}/environ`).catch(() => null);
      if (!environ?.length) return null;
      const framed = Buffer.concat([Buffer.from([0]), environ]);
      return wanted.every((text) => framed.includes(text)) && (await facts(pid)) ? pid : null;
    }),
  );
  return found.filter((pid) => pid !== null);
}

/** With /proc the leader is enough, `carrying` finds the members; without it any member keeps the group's number taken. */
async function groupLives(mark: Mark): Promise<boolean> {
  if (hasProc) return isAlive(mark);
  try {
    return process.kill(-mark.pid, 0);
  } catch {
    return false;
  }
}

function signalTo(target: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(target, signal);
  } catch {
    // ESRCH: it ended between the look and the signal, which is what was wanted.
  }
}

/** How long after the first KILL it is looked for what is left. */
const patienceMs = 5000;

/**
 * Ends the groups led by `marks` and every process carrying `variables`: TERM, after `graceMs` KILL, until none is left.
 * A group is signalled only when its leader was the remembered process at the first look.
 * @returns how many could not be ended within `killMs` of KILL (0 but for processes stuck in the kernel)
 */
export async function endAll(
  marks: readonly Mark[],
  variables: Readonly<Record<string, string>>,
  graceMs: number,
  killMs = patienceMs,
): Promise<number> {
  const ours = await Promise.all(marks.map(async (mark) => ((await isAlive(mark)) ? [mark] : [])));
  const targets = async (): Promise<number[]> => {
    const leaders = await Promise.all(ours.flat().map(async (mark) => ((await groupLives(mark)) ? [-mark.pid] : [])));
    return [...leaders.flat(), ...(await carrying(variables))];
  };
  const killAt = performance.now() + graceMs;
  let left = await targets();
  for (const target of left) signalTo(target, 'SIGTERM');
  // Counted from the KILL that was sent, not from when it was due: this process may have stood still until long after.
  let giveUpAt = Infinity;
  for (let wait = 5; left.length > 0 && performance.now() < giveUpAt; wait = Math.min(wait * 2, 100)) {
    await pause(wait);
    left = await targets();
    if (performance.now() < killAt) continue;
    for (const target of left) signalTo(target, 'SIGKILL');
    giveUpAt = Math.min(giveUpAt, performance.now() + killMs);
  }
  return left.length === 0 ? 0 : (await targets()).length;
}
