import { readdirSync, readFileSync } from 'node:fs';

const [look, page] = [50, 4096];

/** Watches the resident memory of a process and all that it started, on Linux; elsewhere it is 0. */
export function peakMemory(pid: number): { readonly stop: () => number } {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(
      peak,
      processesFrom(pid).reduce((sum, it) => sum + residentBytes(it), 0),
    );
  }, look);
  return {
    stop: () => {
      clearInterval(timer);
      return peak;
    },
  };
}

function processesFrom(pid: number): number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const children = threads.flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
    return [pid, ...children.flatMap(processesFrom)];
  } catch {
    return [];
  }
}

/** `/proc/<pid>/statm`, whose second field counts pages. */
function residentBytes(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * page;
  } catch {
    return 0;
  }
}
