import { readFileSync, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';

/** The memory of a process that is its own alone, in bytes; 0 where that cannot be told. Linux: proc(5), status. */
export function residentMemory(pid: number): number {
  try {
    const [, kibibytes = '0'] = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kibibytes) * 1024;
  } catch {
    return 0;
  }
}

/** Three quarters of what the machine has, or the container where that has less: the rest keeps it usable. In bytes. */
export function memoryForModels(): number {
  const container = process.constrainedMemory();
  return (container > 0 ? Math.min(container, totalmem()) : totalmem()) * 0.75;
}

/** Where memory runs out, Linux then ends this process before any other: proc(5), oom_score_adj. */
export function offerToKernel(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // Elsewhere the limit that the parent watches must do.
  }
}
