import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { fakeRegistry } from './fake-registry.ts';
import { runCli } from './run-cli.ts';

describe('mergeline pull', () => {
  it('writes the verified files below a folder named after the version', async () => {
    const cwd = await temporaryFolder();

    const { code, stdout, calls } = await runCli(['pull', 'iris@production', '--json'], { cwd });

    expect(code).toBe(0);
    expect(calls).toEqual([['models.pull', 'iris@production', { role: 'source' }]]);
    expect(await readFile(join(cwd, 'iris-1.1.0/source/model.pkl'), 'utf8')).toBe('bytes');
    expect(JSON.parse(stdout)).toMatchObject({
      model: 'iris',
      version: '1.1.0',
      output: 'iris-1.1.0',
      files: [{ path: 'source/model.pkl', size: 5, written: true }],
    });
    expect(await readdir(join(cwd, 'iris-1.1.0'))).toEqual(['source']);
  });

  it('writes nothing the second time', async () => {
    const cwd = await temporaryFolder();
    const words = ['pull', 'iris@1.1.0', '--role', 'served', '--output', 'here', '--at', 'v1'];
    await runCli(words, { cwd });

    const { code, stdout, calls } = await runCli(words, { cwd });

    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('is in here already') });
    expect(calls).toEqual([['models.pull', 'iris@1.1.0', { role: 'served', at: 'v1' }]]);
  });

  it('keeps a file with other content, unless it is told to replace it', async () => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, 'here/source'), { recursive: true });
    await writeFile(join(cwd, 'here/source/model.pkl'), 'mine');

    const kept = await runCli(['pull', 'iris@1.1.0', '--output', 'here'], { cwd });
    expect(kept).toMatchObject({ code: 5, stdout: '', stderr: expect.stringContaining('error[ALREADY_EXISTS]') });
    expect(await readFile(join(cwd, 'here/source/model.pkl'), 'utf8')).toBe('mine');

    const replaced = await runCli(['pull', 'iris@1.1.0', '--output', 'here', '--force'], { cwd });
    expect(replaced.code).toBe(0);
    expect(await readFile(join(cwd, 'here/source/model.pkl'), 'utf8')).toBe('bytes');
  });

  it('writes no path outside the folder, whatever a manifest says', async () => {
    const cwd = await temporaryFolder();
    const registry = fakeRegistry();
    const { files, ...version } = await registry.models.pull('iris@1.1.0');
    const hostile = fakeRegistry({
      models: { pull: async () => ({ ...version, files: [{ ...files[0]!, path: '../escaped.pkl' }] }) },
    });

    const { code } = await runCli(['pull', 'iris@1.1.0', '--output', 'here'], { cwd, registry: hostile });

    expect(code).toBe(2);
    expect(await readdir(cwd)).toEqual([]);
  });

  it.each([
    ['a file above the folder', 'here', 'here/below'],
    ['a file in the place of the folder', 'here', 'here'],
    ['a file in the place of a folder in it', 'here/source', 'here'],
  ])('writes nothing where there is %s, and says which', async (_what, file, output) => {
    const cwd = await temporaryFolder();
    await mkdir(dirname(join(cwd, file)), { recursive: true });
    await writeFile(join(cwd, file), 'mine');

    const { code, stderr } = await runCli(['pull', 'iris@1.1.0', '--output', output, '--force'], { cwd });

    expect(code).toBe(2);
    expect(stderr).toContain(`error[INPUT_INVALID]: ${join(cwd, file)} is a file, so nothing goes below it.`);
    expect(stderr).toContain('--output');
    expect(await readFile(join(cwd, file), 'utf8')).toBe('mine');
  });

  it('writes nothing where a folder stands in the place of a file', async () => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, 'here/source/model.pkl'), { recursive: true });

    const { code, stderr } = await runCli(['pull', 'iris@1.1.0', '--output', 'here', '--force'], { cwd });

    expect(code).toBe(2);
    expect(stderr).toContain('is a folder, and a file is to go there.');
  });

  it('leaves no half of a file when the bytes turn out wrong', async () => {
    const cwd = await temporaryFolder();
    const { files, ...version } = await fakeRegistry().models.pull('iris@1.1.0');
    const registry = fakeRegistry({
      models: {
        pull: async () => ({
          ...version,
          files: [
            {
              ...files[0]!,
              async *open() {
                yield Buffer.from('by');
                throw new Error('the digest is another one');
              },
            },
          ],
        }),
      },
    });

    const { code } = await runCli(['pull', 'iris@1.1.0', '--output', 'here'], { cwd, registry });

    expect(code).toBe(1);
    expect(await readdir(join(cwd, 'here/source'))).toEqual([]);
  });
});
