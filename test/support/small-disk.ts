import { execFileSync } from 'node:child_process';
import { requireTool } from './require-tool.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Whether this machine lets us mount a file system in memory. */
export const smallDisk = requireTool('mount', () => process.getuid?.() === 0 && canMount());

export interface SmallDisk extends Disposable {
  readonly folder: string;
}

/** @param size as tmpfs takes it: `2m`. */
export async function mountSmallDisk(size: string): Promise<SmallDisk> {
  const folder = await temporaryFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
  return { folder, [Symbol.dispose]: () => void execFileSync('umount', ['--lazy', folder]) };
}

function canMount(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
