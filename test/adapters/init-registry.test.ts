import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { initGit } from '../../adapters/git/init-git.ts';
import { openGitRepository } from '../../adapters/git/open-git-repository.ts';
import { initRegistry } from '../../adapters/init-registry.ts';

test('makes every folder that is missing, and refuses a file in their place', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'mergeline-init-'));
  const options = { cwd, env: {}, actor: 'ann' };
  try {
    await writeFile(join(cwd, 'file'), '');
    for (const place of ['file', 'file/below']) {
      await expect(initRegistry(place, options)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    }
    expect(await initRegistry('a/b', options)).toMatchObject({ created: true, address: join(cwd, 'a', 'b') });
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
});

test('keeps line ends as they are, unless the folder says already how they are kept', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'mergeline-init-'));
  const options = { cwd, env: {}, actor: 'ann' };
  try {
    expect(await initRegistry('bare', { ...options, dryRun: true })).toMatchObject({
      files: ['registry.yaml', '.gitattributes'],
    });
    expect(await initRegistry('new', options)).toMatchObject({ files: ['registry.yaml', '.gitattributes'] });
    expect(await readFile(join(cwd, 'new', '.gitattributes'), 'utf8')).toContain('*.yaml text eol=lf\n');

    await mkdir(join(cwd, 'old'));
    await writeFile(join(cwd, 'old', '.gitattributes'), '*.pkl filter=lfs\n');
    expect(await initRegistry('old', options)).toMatchObject({ files: ['registry.yaml'] });
    expect(await readFile(join(cwd, 'old', '.gitattributes'), 'utf8')).toBe('*.pkl filter=lfs\n');
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
});

test('refuses a place inside a registry, but not a repository of its own there', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'mergeline-init-'));
  const options = { cwd, env: {}, actor: 'ann' };
  try {
    await initRegistry('.', options);
    await expect(initRegistry('models/inner', options)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining(`inside the registry ${cwd}`),
    });
    await initGit(join(cwd, 'own'), 'main');
    expect(await initRegistry('own', options)).toMatchObject({ created: true });
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
});

test('says that it shares a repository with other files, also before it writes', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'mergeline-init-'));
  const options = { cwd, env: {}, actor: 'ann' };
  try {
    await initGit(cwd, 'trunk');
    await using repository = await openGitRepository({ path: cwd });
    const edits = ['src/train.py', 'README.md'].map((path) => ({ path, bytes: new Uint8Array() }));
    const author = { name: 'ann', email: 'ann@example.com' };
    await repository.commit({
      branch: 'trunk',
      expected: undefined,
      edits,
      message: 'train',
      author,
      at: '2026-01-01T00:00:00Z',
    });
    const warnings = [expect.stringContaining('its branch trunk, with src: every registration is a commit there')];
    expect(await initRegistry('.', { ...options, dryRun: true })).toMatchObject({ commit: null, warnings });
    expect(await initRegistry('below', { ...options, dryRun: true })).toMatchObject({
      branch: 'trunk',
      warnings: [expect.stringContaining(`a folder of the repository ${cwd}`)],
    });
    expect(await initRegistry('.', options)).toMatchObject({ created: true, warnings });
    expect(await initRegistry('.', { ...options, dryRun: true })).toMatchObject({ created: false, warnings: [] });
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
});

test.runIf(process.platform === 'linux')('ends where the system makes no folder', async () => {
  await expect(initRegistry('/proc/mergeline/x', { cwd: '/', env: {} })).rejects.toMatchObject({
    code: 'STORAGE_FAILED',
  });
});
