import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readModelFiles } from '../../../adapters/files/read-model-files.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await temporaryFolder();
});

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), text);
  }
}

async function pathsOf(path: string): Promise<readonly string[]> {
  return (await readModelFiles(path, cwd)).map((file) => file.path);
}

describe('readModelFiles', () => {
  it('takes one file by its own name, with size and bytes', async () => {
    await write({ 'out/model.pkl': 'bytes' });

    const [file, ...others] = await readModelFiles('out/model.pkl', cwd);

    expect(others).toEqual([]);
    expect({ path: file?.path, size: file?.size }).toEqual({ path: 'model.pkl', size: 5 });
    expect(Buffer.from((await file?.read()) ?? []).toString()).toBe('bytes');
    expect(Buffer.concat(await Array.fromAsync(file?.open() ?? [])).toString()).toBe('bytes');
  });

  it('takes a folder in path order and leaves caches and checkpoints', async () => {
    await write({
      'm/weights/b.bin': 'b',
      'm/weights/a.bin': 'a',
      'm/config.json': '{}',
      'm/.git/config': 'x',
      'm/__pycache__/a.pyc': 'x',
      'm/.ipynb_checkpoints/n.ipynb': 'x',
      'm/checkpoint-500/w.bin': 'x',
    });

    expect(await pathsOf('m')).toEqual(['config.json', 'weights/a.bin', 'weights/b.bin']);
  });

  it('honours .mergelineignore, also where it takes back what is left out by default', async () => {
    await write({
      'm/.mergelineignore': '*.log\n/notes/\n!checkpoints/\n',
      'm/model.pkl': 'x',
      'm/train.log': 'x',
      'm/notes/a.md': 'x',
      'm/checkpoints/best.pkl': 'x',
    });

    expect(await pathsOf('m')).toEqual(['checkpoints/best.pkl', 'model.pkl']);
  });

  it('refuses links, and names each one', async () => {
    await write({ 'm/model.pkl': 'x' });
    await symlink('/etc/passwd', join(cwd, 'm/extra.bin'));
    await symlink('m/model.pkl', join(cwd, 'latest.pkl'));

    await expect(readModelFiles('m', cwd)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      details: [{ file: 'extra.bin', message: 'is a link' }],
    });
    await expect(readModelFiles('latest.pkl', cwd)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it.skipIf(process.platform === 'win32')('refuses what is no ordinary file', async () => {
    await write({ 'm/model.pkl': 'x' });
    execFileSync('mkfifo', [join(cwd, 'm/pipe')]);

    await expect(readModelFiles('m', cwd)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      details: [{ file: 'pipe', message: 'is not an ordinary file' }],
    });
  });

  it('refuses files that look like credentials, unless they are left out', async () => {
    await write({ 'm/model.pkl': 'x', 'm/.env': 'KEY=x', 'm/keys/id_rsa': 'x' });

    await expect(readModelFiles('m', cwd)).rejects.toMatchObject({
      code: 'CREDENTIAL_FOUND',
      details: [{ file: '.env' }, { file: 'keys/id_rsa' }],
    });

    await write({ 'm/.mergelineignore': '.env\nkeys/\n' });
    expect(await pathsOf('m')).toEqual(['model.pkl']);
  });

  it.skipIf(process.platform === 'win32')('refuses names that an artifact cannot have', async () => {
    await write({ 'm/a\\b.bin': 'x', 'm/line\nfeed.bin': 'x' });

    await expect(readModelFiles('m', cwd)).rejects.toMatchObject({ code: 'INPUT_INVALID', details: { length: 2 } });
  });

  it('says when there is nothing to register', async () => {
    await mkdir(join(cwd, 'empty'));

    await expect(readModelFiles('empty', cwd)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(readModelFiles('absent.pkl', cwd)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });
});
