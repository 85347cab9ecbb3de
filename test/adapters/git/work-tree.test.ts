import { access, mkdir, readFile, rm, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GitRepository } from '../../../adapters/git/git-repository.ts';
import { openGitRepository } from '../../../adapters/git/open-git-repository.ts';
import { checkedOutRegistry } from '../../../adapters/git/work-tree/checked-out-registry.ts';
import type { Oid } from '../../../core/domain/records.ts';
import { commitFiles, requestFor } from '../../support/commit-files.ts';
import { type GitFixture, initGit } from '../../support/git-fixture.ts';

describe('a work tree in which the registry branch is checked out', () => {
  let fixture: GitFixture;
  let repository: GitRepository;

  const at = (path: string) => join(fixture.folder, path);
  const put = async (path: string, text: string) => {
    await mkdir(join(at(path), '..'), { recursive: true });
    await writeFile(at(path), text);
  };
  const text = (path: string) => readFile(at(path), 'utf8');
  /** As `git status` tells it, and whether plumbing that looks at file times agrees. */
  const status = async () => {
    const lines = (await fixture.git('status', '--porcelain', '--untracked-files=all')).split('\n').filter(Boolean);
    await fixture.git('fsck', '--strict');
    return lines;
  };

  beforeEach(async () => {
    fixture = await initGit();
    repository = await openGitRepository({ path: fixture.folder });
    await commitFiles(repository, { 'a.yaml': 'a1\n', 'models/iris/b.yaml': 'b1\n', 'models/iris/c.yaml': 'c1\n' });
  });
  afterEach(async () => {
    await repository[Symbol.asyncDispose]();
    await fixture[Symbol.asyncDispose]();
  });

  it('follows additions, changes and removals, with nothing left for git to say', async () => {
    await commitFiles(repository, { 'a.yaml': 'a2\n', 'models/iris/b.yaml': null, 'models/new/d.yaml': 'd1\n' });

    expect(await status()).toEqual([]);
    expect(await fixture.git('diff-files')).toBe('');
    expect([await text('a.yaml'), await text('models/new/d.yaml')]).toEqual(['a2\n', 'd1\n']);
    await expect(access(at('models/iris/b.yaml'))).rejects.toThrow();
  });

  it('tells which files may differ from the committed ones, and reads none to know it', async () => {
    const tip = (await repository.tip('main')) as Oid;
    const committed = new Map<string, Oid>();
    for await (const { path, oid } of (await repository.snapshot(tip)).walk('models')) committed.set(path, oid);
    const tree = await checkedOutRegistry(
      { gitDir: at('.git'), workTree: fixture.folder },
      { branch: 'main', root: '' },
    );
    const differing = () => tree?.differing('models', committed);
    // Git trusts no file that is as young as its index.
    const past = new Date(Date.now() - 60_000);
    for (const path of committed.keys()) await utimes(at(path), past, past);
    await fixture.git('update-index', '--refresh');
    expect(await differing()).toEqual([]);

    await put('models/iris/b.yaml', 'b2\n');
    await put('models/iris/new.yaml', 'n\n');
    await put('elsewhere.yaml', 'e\n');
    await unlink(at('models/iris/c.yaml'));
    const edited = ['models/iris/b.yaml', 'models/iris/c.yaml', 'models/iris/new.yaml'];
    expect(await differing()).toEqual(edited);
    await fixture.git('add', '--all');
    expect(await differing()).toEqual(edited);
  });

  it('loses the folders that a removal empties', async () => {
    await commitFiles(repository, { 'models/iris/b.yaml': null, 'models/iris/c.yaml': null });

    expect(await status()).toEqual([]);
    await expect(access(at('models'))).rejects.toThrow();
  });

  it('follows a file that becomes a folder', async () => {
    await commitFiles(repository, { 'a.yaml': null, 'a.yaml/b': 'x\n' });

    expect(await status()).toEqual([]);
    expect(await text('a.yaml/b')).toBe('x\n');
  });

  it.each([
    ['changed', async () => put('a.yaml', 'mine\n'), 'mine\n', [' M a.yaml']],
    ['changed to the same length', async () => put('a.yaml', 'xx\n'), 'xx\n', [' M a.yaml']],
    ['removed', async () => unlink(at('a.yaml')), undefined, [' D a.yaml']],
  ])('keeps a file that the person %s', async (_, change, expected, left) => {
    await change();

    await commitFiles(repository, { 'a.yaml': 'a2\n', 'other.yaml': 'x\n' });

    expect(await text('a.yaml').catch(() => undefined)).toBe(expected);
    expect(await status()).toEqual(left);
  });

  it('keeps what the person staged', async () => {
    await put('a.yaml', 'staged\n');
    await put('mine.md', 'new\n');
    await fixture.git('add', 'a.yaml', 'mine.md');
    await fixture.git('rm', '--quiet', 'models/iris/b.yaml');

    await commitFiles(repository, { 'a.yaml': 'a2\n', 'models/iris/b.yaml': 'b2\n', 'models/iris/c.yaml': 'c2\n' });

    expect(await status()).toEqual(['M  a.yaml', 'A  mine.md', 'D  models/iris/b.yaml']);
    expect(await fixture.git('show', ':a.yaml')).toBe('staged');
  });

  it('keeps a file that lies where a new one belongs, without staging its removal', async () => {
    await put('new.yaml', 'mine\n');
    await put('same.yaml', 'same\n');

    await commitFiles(repository, { 'new.yaml': 'theirs\n', 'same.yaml': 'same\n' });

    expect(await text('new.yaml')).toBe('mine\n');
    expect(await status()).toEqual([' M new.yaml']);
  });

  it('keeps a changed file that the branch removes', async () => {
    await put('a.yaml', 'mine\n');

    await commitFiles(repository, { 'a.yaml': null });

    expect(await text('a.yaml')).toBe('mine\n');
    expect(await status()).toEqual(['?? a.yaml']);
  });

  it('keeps a merge conflict', async () => {
    const [one, two, three] = await Promise.all(
      ['1', '2', '3'].map((it) => fixture.git.feed(it, 'hash-object', '-w', '--stdin')),
    );
    await fixture.git('rm', '--quiet', '--cached', 'a.yaml');
    const stages = `100644 ${one} 1\ta.yaml\n100644 ${two} 2\ta.yaml\n100644 ${three} 3\ta.yaml\n`;
    await fixture.git.feed(stages, 'update-index', '--index-info');

    await commitFiles(repository, { 'a.yaml': 'a2\n', 'other.yaml': 'x\n' });

    expect(await status()).toEqual(['UU a.yaml']);
    expect(await fixture.git('ls-files', '--stage', 'other.yaml', 'a.yaml')).toMatch(
      / 1\ta.yaml\n.* 2\ta.yaml\n.* 3\ta.yaml\n.* 0\tother.yaml/,
    );
  });

  it('lets the person commit on with plain git, undoing nothing', async () => {
    await put('a.yaml', 'mine\n');
    await put('models/iris/new.yaml', 'mine\n');
    await commitFiles(repository, { 'models/iris/new.yaml': 'theirs\n', 'b.yaml': 'b\n' });
    await put('note.md', 'note\n');
    await fixture.git('add', 'note.md');

    await fixture.git('commit', '--quiet', '-m', 'Note');

    expect(await fixture.git('show', '--name-status', '--format=', 'HEAD')).toBe('A\tnote.md');
    expect(await fixture.git('show', 'HEAD:models/iris/new.yaml')).toBe('theirs');
  });

  it('writes no file behind a link that leads out', async () => {
    await using elsewhere = await initGit();
    await rm(at('models'), { recursive: true });
    await symlink(elsewhere.folder, at('models'));

    await commitFiles(repository, { 'models/iris/b.yaml': 'b2\n', 'models/evil.yaml': 'x\n', 'a.yaml': 'a2\n' });

    await expect(access(join(elsewhere.folder, 'evil.yaml'))).rejects.toThrow();
    await expect(access(join(elsewhere.folder, 'iris'))).rejects.toThrow();
    expect(await text('a.yaml')).toBe('a2\n');
  });

  it('does not follow a link that stands in the place of a file', async () => {
    await using elsewhere = await initGit();
    await writeFile(join(elsewhere.folder, 'target'), 'a1\n');
    await unlink(at('a.yaml'));
    await symlink(join(elsewhere.folder, 'target'), at('a.yaml'));

    await commitFiles(repository, { 'a.yaml': 'a2\n' });

    expect(await readFile(join(elsewhere.folder, 'target'), 'utf8')).toBe('a1\n');
  });

  it('keeps an executable file executable', async () => {
    await put('run.sh', '1\n');
    await fixture.git('add', '--chmod=+x', 'run.sh');
    await fixture.git('commit', '--quiet', '-m', 'Script');
    await fixture.git('checkout', '--', 'run.sh');

    await commitFiles(repository, { 'run.sh': '2\n' });

    expect(await fixture.git('ls-tree', 'HEAD', 'run.sh')).toContain('100755');
    expect(await status()).toEqual([]);
  });

  it('leaves out what a sparse checkout leaves out', async () => {
    await fixture.git('sparse-checkout', 'set', '--no-cone', '/a.yaml');

    await commitFiles(repository, { 'models/iris/b.yaml': 'b2\n' });

    expect(await status()).toEqual([]);
    await expect(access(at('models/iris/b.yaml'))).rejects.toThrow();
  });

  it('follows when it is a linked one, and a gone one hinders nobody', async () => {
    await fixture.git('checkout', '--quiet', '--detach');
    await using linked = await initGit();
    await rm(linked.folder, { recursive: true });
    await fixture.git('worktree', 'add', '--quiet', linked.folder, 'main');

    await commitFiles(repository, { 'a.yaml': 'a2\n' });
    expect(await readFile(join(linked.folder, 'a.yaml'), 'utf8')).toBe('a2\n');

    await rm(linked.folder, { recursive: true });
    await commitFiles(repository, { 'a.yaml': 'a3\n' });
    expect(await fixture.git('show', 'main:a.yaml')).toBe('a3');
  });

  it('stays as it is when another branch moves', async () => {
    const tip = await repository.tip('main');

    await commitFiles(
      repository,
      { 'a.yaml': 'a2\n' },
      { branch: 'proposal', expected: undefined, onto: tip as never },
    );

    expect(await text('a.yaml')).toBe('a1\n');
    expect(await status()).toEqual([]);
  });

  it('stays as it is when the branch was not where the writer thought', async () => {
    const request = await requestFor(repository, { 'a.yaml': 'a2\n' });
    await commitFiles(repository, { 'b.yaml': 'b\n' });

    expect(await repository.commit(request)).toBe('stale');

    expect(await text('a.yaml')).toBe('a1\n');
    expect(await status()).toEqual([]);
  });

  it('refuses to move the branch in the middle of a merge, and says how to end it', async () => {
    await fixture.git('checkout', '--quiet', '-b', 'side');
    await put('a.yaml', 'side\n');
    await fixture.git('commit', '--quiet', '-am', 'Side');
    await fixture.git('checkout', '--quiet', 'main');
    await put('a.yaml', 'main\n');
    await fixture.git('commit', '--quiet', '-am', 'Main');
    await fixture.git('merge', 'side').catch(() => undefined);

    await expect(commitFiles(repository, { 'b.yaml': 'b\n' })).rejects.toMatchObject({
      code: 'REPOSITORY_UNSUPPORTED',
      hint: expect.stringContaining('git merge --abort'),
    });
  });

  it.each([
    ['4', ['index.version', '4']],
    ['2 without checksum', ['index.skipHash', 'true']],
  ])('is followed where the index is of version %s', async (_, setting) => {
    await fixture.git('config', ...setting);
    await rm(at('.git/index'));
    await fixture.git('reset', '--quiet');

    await commitFiles(repository, { 'a.yaml': 'a2\n', 'models/iris/d.yaml': 'd\n' });

    expect(await status()).toEqual([]);
  });

  it.each([
    ['split', ['update-index', '--split-index'], 'git update-index --no-split-index'],
    ['sparse', ['sparse-checkout', 'set', '--cone', '--sparse-index'], '--no-sparse-index'],
  ])('refuses a %s index before anything moves', async (_, command, hint) => {
    await commitFiles(repository, { 'other/deep/x.yaml': 'x\n' });
    await fixture.git(...command);
    const tip = await repository.tip('main');

    await expect(commitFiles(repository, { 'b.yaml': 'b\n' })).rejects.toMatchObject({
      code: 'REPOSITORY_UNSUPPORTED',
      hint: expect.stringContaining(hint),
    });
    expect(await repository.tip('main')).toBe(tip);
  });

  it('puts an index right that a slower git commit wrote back, but not what the person unstaged with its file', async () => {
    const stale = await readFile(at('.git/index'));
    await commitFiles(repository, { 'a.yaml': 'a2\n', 'new.yaml': 'n\n', 'gone.yaml': 'g\n' });
    await writeFile(at('.git/index'), stale);
    await unlink(at('gone.yaml'));

    await (await openGitRepository({ path: fixture.folder }))[Symbol.asyncDispose]();

    expect(await status()).toEqual(['D  gone.yaml']);
  });
});
