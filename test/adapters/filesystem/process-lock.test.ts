import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { withProcessLock } from '../../../adapters/filesystem/process-lock.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function holdInAnotherProcess(file: string): Promise<ChildProcess> {
  const module = new URL('../../../adapters/filesystem/process-lock.ts', import.meta.url).href;
  const script = `
    const { withProcessLock } = await import(${JSON.stringify(module)});
    await withProcessLock(${JSON.stringify(file)}, async () => {
      process.stdout.write('held');
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  return child;
}

describe('withProcessLock', () => {
  it('lets one action of a process in at a time', async () => {
    const file = join(await temporaryFolder(), 'deep', 'lock.sqlite');
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 8 }, () =>
        withProcessLock(file, async () => {
          inside += 1;
          most = Math.max(most, inside);
          await sleep(2);
          inside -= 1;
        }),
      ),
    );
    expect(most).toBe(1);
  });

  it('keeps other processes out until the holder is killed', async () => {
    const file = join(await temporaryFolder(), 'lock.sqlite');
    const holder = await holdInAnotherProcess(file);
    const attempt = withProcessLock(file, async () => 'in', { timeout: 50 });
    await expect(attempt).rejects.toMatchObject({ code: 'BUSY', exitCode: 5 });

    holder.kill('SIGKILL');
    await once(holder, 'exit');

    expect(await withProcessLock(file, async () => 'in', { timeout: 1000 })).toBe('in');
  });

  it('is free again after an action that failed', async () => {
    const file = join(await temporaryFolder(), 'lock.sqlite');
    const failing = withProcessLock(file, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(await withProcessLock(file, async () => 'in', { timeout: 0 })).toBe('in');
  });

  it('stops waiting when it is told to', async () => {
    const file = join(await temporaryFolder(), 'lock.sqlite');
    await withProcessLock(file, async () => {
      const waiting = withProcessLock(file, async () => 'in', { signal: AbortSignal.timeout(30) });
      await expect(waiting).rejects.toMatchObject({ name: 'TimeoutError' });
    });
  });

  it('says that a file which is no lock cannot be one', async () => {
    const folder = await temporaryFolder();
    await expect(withProcessLock(folder, async () => 'in')).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  });
});
