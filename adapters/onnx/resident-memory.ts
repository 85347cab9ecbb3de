import { readFileSync } from 'node:fs';
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

/** What the machine has, or the container where it has less. */
export function availableMemory(): number {
  const container = process.constrainedMemory();
  return container > 0 ? Math.min(container, totalmem()) : totalmem();
}
