import { mkdir, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findGitLayout } from '../../../adapters/git/layout/find-git-layout.ts';
import { openGitRepository } from '../../../adapters/git/open-git-repository.ts';
import { commitFiles } from '../../support/commit-files.ts';
import { type GitFixture, gitIn, initGit } from '../../support/git-fixture.ts';

async function withCommit(fixture: GitFixture): Promise<GitFixture> {
  await mkdir(join(fixture.folder, 'deep/down'), { recursive: true });
  await writeFile(join(fixture.folder, 'deep/down/file'), 'x');
  await fixture.git('add', '.');
  await fixture.git('commit', '--quiet', '-m', 'Start');
  return fixture;
}

describe('the layout of a repository', () => {
  it('is found from a work tree, a folder in it, and its .git', async () => {
    await using fixture = await withCommit(await initGit());
    const top = await realpath(fixture.folder);
    const shared = { gitDir: join(top, '.git'), commonDir: join(top, '.git'), workTree: top };

    expect(await findGitLayout(fixture.folder)).toMatchObject({ ...shared, below: '' });
    expect(await findGitLayout(join(fixture.folder, 'deep/down'))).toMatchObject({ ...shared, below: 'deep/down' });
    expect(await findGitLayout(join(fixture.folder, '.git'))).toMatchObject({ ...shared, below: '' });
  });

  it('is found from a bare repository, which has no work tree', async () => {
    await using fixture = await initGit('--bare');
    const top = await realpath(fixture.folder);

    expect(await findGitLayout(fixture.folder)).toMatchObject({ gitDir: top, commonDir: top, workTree: undefined });
  });

  it('is found from a linked work tree, a submodule and a Git directory kept elsewhere', async () => {
    await using fixture = await withCommit(await initGit());
    await using outer = await initGit();
    const [top, outerTop] = [await realpath(fixture.folder), await realpath(outer.folder)];
    await fixture.git('worktree', 'add', '--quiet', join(outerTop, 'linked'), '-b', 'side');
    await outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', top, 'module');
    await outer.git('init', '--quiet', '--separate-git-dir', join(outerTop, 'store'), join(outerTop, 'separate'));

    expect(await findGitLayout(join(outerTop, 'linked/deep'))).toMatchObject({
      gitDir: join(top, '.git/worktrees/linked'),
      commonDir: join(top, '.git'),
      workTree: join(outerTop, 'linked'),
      below: 'deep',
    });
    const module = join(outerTop, '.git/modules/module');
    expect(await findGitLayout(join(outerTop, 'module'))).toMatchObject({
      gitDir: module,
      commonDir: module,
      workTree: join(outerTop, 'module'),
    });
    expect(await findGitLayout(join(outerTop, 'separate'))).toMatchObject({
      commonDir: join(outerTop, 'store'),
      workTree: join(outerTop, 'separate'),
    });
  });

  it('is missing where there is no repository, nor anything at all', async () => {
    await using fixture = await initGit();
    await rm(join(fixture.folder, '.git'), { recursive: true });

    for (const path of [fixture.folder, join(fixture.folder, 'absent')]) {
      await expect(findGitLayout(path)).rejects.toMatchObject({ code: 'NOT_A_REGISTRY' });
    }
  });
});

describe('a submodule', () => {
  it('takes commits into its own repository and work tree', async () => {
    await using inner = await withCommit(await initGit());
    await using outer = await initGit();
    await outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.folder, 'module');
    await using repository = await openGitRepository({ path: join(outer.folder, 'module') });

    const oid = await commitFiles(repository, { new: '1' });

    const module = gitIn(join(outer.folder, 'module'));
    expect(await module.git('rev-parse', 'HEAD')).toBe(oid);
    expect(await module.git('status', '--porcelain')).toBe('');
  });
});

describe('a repository that we would misread', () => {
  const refusals: [string, (fixture: GitFixture) => Promise<unknown>, string][] = [
    [
      'is shallow',
      ({ folder }) => writeFile(join(folder, '.git/shallow'), `${'1'.repeat(40)}\n`),
      'git fetch --unshallow',
    ],
    [
      'names objects by sha256',
      ({ git }) => git('config', 'extensions.objectFormat', 'sha256'),
      '--object-format=sha1',
    ],
    [
      'keeps its refs as a reftable',
      ({ git }) => git('config', 'extensions.refStorage', 'reftable'),
      'git refs migrate',
    ],
    ['is a partial clone', ({ git }) => git('config', 'remote.origin.promisor', 'true'), 'git clone'],
    [
      'borrows objects',
      ({ folder }) => writeFile(join(folder, '.git/objects/info/alternates'), '/elsewhere\n'),
      'git repack',
    ],
    ['has format version 7', ({ git }) => git('config', 'core.repositoryFormatVersion', '7'), 'versions 0 and 1'],
  ];

  it.each(refusals)('%s: refused by name, with what helps', async (what, make, hint) => {
    await using fixture = await initGit();
    await fixture.git('config', 'core.repositoryFormatVersion', '1');
    await make(fixture);

    await expect(openGitRepository({ path: fixture.folder })).rejects.toMatchObject({
      code: 'REPOSITORY_UNSUPPORTED',
      message: expect.stringContaining(what),
      hint: expect.stringContaining(hint),
    });
  });

  it('uses an extension that nobody knows: refused by name', async () => {
    await using fixture = await initGit();
    await fixture.git('config', 'extensions.colour', 'blue');
    await fixture.git('config', 'core.repositoryFormatVersion', '1');

    await expect(openGitRepository({ path: fixture.folder })).rejects.toMatchObject({
      message: expect.stringContaining('extensions.colour'),
    });
  });
});
