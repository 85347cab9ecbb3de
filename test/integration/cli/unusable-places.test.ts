import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder } from '../../../adapters/filesystem/make-folder.ts';
import { mountSmallDisk, smallDisk } from '../../support/small-disk.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { CommandScene, irisExamples, launcher } from '../support/command-scene.ts';

const model = join(irisExamples, 'baseline/model.joblib');

describe('a current directory that was deleted', () => {
  async function runInDeleted(...words: readonly string[]) {
    const gone = join(await temporaryFolder(), 'gone');
    await mkdir(gone);
    const script = 'cd "$1" && rmdir "$1" && shift && exec "$@"';
    return spawnSync('sh', ['-c', script, 'sh', gone, process.execPath, launcher, ...words], { encoding: 'utf8' });
  }

  it('is told in the words of the command line', async () => {
    const { status, stdout, stderr } = await runInDeleted('list');

    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^error\[USAGE\]: The current directory does not exist any more\.\nhint: .*\n$/);
  });

  it('does not keep anybody from the help', async () => {
    expect(await runInDeleted('pull', '--help')).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('a file in the place of a folder', () => {
  it('ends convert with exit code 2, and stays', async () => {
    const scene = new CommandScene(await temporaryFolder());
    await writeFile(join(scene.folder, 'file'), 'mine');

    const { code, stderr } = await scene.run(['convert', model, '--output', 'file/out']);

    expect(code).toBe(2);
    expect(stderr).toContain(`error[INPUT_INVALID]: ${join(scene.folder, 'file')} is a file`);
    expect(await readFile(join(scene.folder, 'file'), 'utf8')).toBe('mine');
  });
});

describe('a read-only disk', () => {
  it('says so, wherever a folder would have to be made', async (context) => {
    context.skip(!smallDisk.available, smallDisk.reason);
    using disk = await mountSmallDisk('8m');
    const scene = new CommandScene(disk.folder);
    await scene.answer('init', 'registry');
    execFileSync('mount', ['-o', 'remount,ro', disk.folder]);

    for (const words of [
      ['convert', model, '--output', 'out'],
      ['convert', model, '--output', 'out/deeper'],
      ['register', 'iris', model],
      ['list', '--registry', `git+file://${scene.registry}`],
    ]) {
      const { code, stderr } = await scene.run(words);
      expect({ words, code, stderr }).toEqual({
        words,
        code: 1,
        stderr: expect.stringMatching(/^error\[STORAGE_FAILED\]: .*: the file system is read-only\.$/m),
      });
    }
    await expect(makeFolder(join(disk.folder, 'a/b'))).rejects.toMatchObject({ code: 'EROFS' });
  });
});

describe('a model of exactly 2 GiB, which Node cannot read at once', () => {
  it('is refused as any larger one is', async () => {
    const scene = new CommandScene(await temporaryFolder());
    const huge = join(scene.folder, 'huge.pkl');
    await writeFile(huge, '');
    await truncate(huge, 2 ** 31);

    const { code, stderr } = await scene.run(['inspect', huge]);

    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('error[MODEL_UNREADABLE]: huge.pkl') });
  });
});
