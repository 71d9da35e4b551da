import { readFileSync } from 'node:fs';

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** The functions of a CPU profile with the most time of their own: `ms  share  name  file:line`. */
export function hottest(file: string, count: number): string[] {
  const profile = JSON.parse(readFileSync(file, 'utf8')) as CpuProfile;
  const nameOf = new Map(
    profile.nodes.map(({ id, callFrame }) => {
      const path = callFrame.url.split('/').slice(-3).join('/');
      return [
        id,
        `${callFrame.functionName || '(anonymous)'}  ${path === '' ? '' : `${path}:${callFrame.lineNumber + 1}`}`,
      ];
    }),
  );
  const micros = new Map<string, number>();
  let all = 0;
  profile.samples.forEach((id, i) => {
    const delta = profile.timeDeltas[i] ?? 0;
    const name = nameOf.get(id) ?? '?';
    // Starting the profiler is not what was to be measured.
    if (name.startsWith('post  node:inspector')) return;
    all += delta;
    micros.set(name, (micros.get(name) ?? 0) + delta);
  });
  return [...micros]
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(
      ([name, time]) =>
        `${(time / 1_000).toFixed(1).padStart(9)} ms ${((100 * time) / all).toFixed(1).padStart(5)} %  ${name}`,
    );
}
