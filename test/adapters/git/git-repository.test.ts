import { access, link, readdir, readFile, rm, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GitRepository } from '../../../adapters/git/git-repository.ts';
import { openGitRepository } from '../../../adapters/git/open-git-repository.ts';
import type { Oid } from '../../../core/domain/records.ts';
import type { Snapshot } from '../../../core/ports/repository.ts';
import { changesBetween } from '../../../core/proposals/changes-between.ts';
import { commitFiles, requestFor } from '../../support/commit-files.ts';
import { type GitFixture, initGit } from '../../support/git-fixture.ts';

describe.each([
  ['with the git program', true],
  ['without the git program', false],
])('a bare repository %s', (_, useGitProgram) => {
  let fixture: GitFixture;
  let repository: GitRepository;
  const path = (name: string) => join(fixture.folder, name);
  const contentOf = async (oid: Oid, name: string) => {
    const bytes = (await (await repository.snapshot(oid)).read(name))?.bytes;
    return bytes && Buffer.from(bytes).toString();
  };

  beforeEach(async () => {
    fixture = await initGit('--bare');
    repository = await openGitRepository({ path: fixture.folder, useGitProgram });
  });
  afterEach(async () => {
    await repository[Symbol.asyncDispose]();
    await fixture[Symbol.asyncDispose]();
  });

  describe('and its objects', () => {
    it('reads what git packs and prunes while it is open', async () => {
      const first = await commitFiles(repository, { a: '1', 'b/c': '2' });
      await fixture.git('gc', '--quiet', '--prune=now');
      const second = await commitFiles(repository, { a: '3' });
      expect(await contentOf(first, 'a')).toBe('1');
      await fixture.git('repack', '-a', '-d', '-f', '-q');
      await fixture.git('gc', '--quiet', '--prune=now');
      const third = await commitFiles(repository, { 'b/d': '4' });
      await fixture.git('repack', '-a', '-d', '-f', '-q');

      expect(await contentOf(second, 'a')).toBe('3');
      expect(await contentOf(third, 'b/c')).toBe('2');
      expect(await Array.fromAsync(repository.history(third), (entry) => entry.commit.oid)).toEqual([
        third,
        second,
        first,
      ]);
      for (const oid of [first, second, third]) expect(await repository.resolve(oid.slice(0, 9))).toBe(oid);
    });

    it('names an object that is missing', async () => {
      const oid = await commitFiles(repository, { a: '1' });
      const blob = (await (await repository.snapshot(oid)).find('a')) as Oid;
      await rm(path(`objects/${blob.slice(0, 2)}`), { recursive: true });

      await expect(contentOf(oid, 'a')).rejects.toMatchObject({
        code: 'REPOSITORY_CORRUPT',
        message: expect.stringContaining(blob),
      });
    });

    it.each([
      ['cut off', (bytes: Buffer) => bytes.subarray(0, 10)],
      ['empty', () => Buffer.alloc(0)],
      ['other bytes', () => Buffer.from('not zlib at all')],
    ])('names an object that is damaged: %s', async (_name, damage) => {
      const oid = await commitFiles(repository, { a: 'some content' });
      const blob = (await (await repository.snapshot(oid)).find('a')) as Oid;
      const file = path(`objects/${blob.slice(0, 2)}/${blob.slice(2)}`);
      const bytes = await readFile(file);
      await unlink(file);
      await writeFile(file, damage(bytes));

      await expect(contentOf(oid, 'a')).rejects.toMatchObject({
        code: 'REPOSITORY_CORRUPT',
        message: expect.stringContaining(blob),
      });
    });

    it('keeps an old unreachable object that it uses again from being pruned', async () => {
      const blob = await fixture.git.feed('content', 'hash-object', '-w', '--stdin');
      const file = path(`objects/${blob.slice(0, 2)}/${blob.slice(2)}`);
      await utimes(file, 0, 0);

      await commitFiles(repository, { a: 'content' });

      expect((await stat(file)).mtimeMs).toBeGreaterThan(Date.now() - 60_000);
    });

    it('reports links and submodules, and reads neither', async () => {
      const target = await fixture.git.feed('/etc/passwd', 'hash-object', '-w', '--stdin');
      const tree = await fixture.git.feed(
        `120000 blob ${target}\tlink\n160000 commit ${'1'.repeat(40)}\tmodule\n`,
        'mktree',
        '--missing',
      );
      const oid = (await fixture.git('commit-tree', '-m', 'Odd', tree)) as Oid;
      const snapshot = await repository.snapshot(oid);

      expect((await snapshot.list('')).map(({ name, kind }) => [name, kind])).toEqual([
        ['link', 'link'],
        ['module', 'submodule'],
      ]);
      expect((await Array.fromAsync(snapshot.walk(''))).map((it) => it.kind)).toEqual(['link', 'submodule']);
      expect([await snapshot.read('link'), await snapshot.read('module'), await snapshot.read('link/x')]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
      expect((await repository.history(oid).next()).value?.changes).toEqual([{ path: 'link' }, { path: 'module' }]);
    });

    it('tells that a file is gone when a link to the same object takes its place', async () => {
      const blob = await fixture.git.feed('kind: ModelVersion\n', 'hash-object', '-w', '--stdin');
      const commitOf = async (mode: string, ...parents: readonly string[]) => {
        const tree = await fixture.git.feed(`${mode} blob ${blob}\tfile\n`, 'mktree');
        return await fixture.git('commit-tree', '-m', mode, ...parents.flatMap((it) => ['-p', it]), tree);
      };
      const file = await commitOf('100644');
      const link = await commitOf('120000', file);
      const again = (await commitOf('100755', link)) as Oid;

      const history = await Array.fromAsync(repository.history(again));

      expect(history.map(({ changes }) => changes)).toEqual([
        [{ path: 'file', after: blob }],
        [{ path: 'file', before: blob }],
        [{ path: 'file', after: blob }],
      ]);
      const [base, head] = await Promise.all([file, link].map((it) => repository.snapshot(it as Oid)));
      expect(await changesBetween(base as Snapshot, head as Snapshot)).toEqual([{ path: 'file', before: blob }]);
    });

    it('edits beside a name that is no UTF-8 without changing it', async () => {
      const blob = await fixture.git.feed('x', 'hash-object', '-w', '--stdin');
      const entry = Buffer.concat([Buffer.from('100644 caf'), Buffer.from([0xe9, 0]), Buffer.from(blob, 'hex')]);
      await writeFile(path('tree'), entry);
      const tree = await fixture.git('hash-object', '-t', 'tree', '-w', path('tree'));
      await fixture.git('update-ref', 'refs/heads/main', await fixture.git('commit-tree', '-m', 'Odd', tree));

      await commitFiles(repository, { b: '1' });

      expect(await fixture.git('ls-tree', '--name-only', 'main')).toBe('b\n"caf\\351"');
    });
  });

  describe('and its refs', () => {
    it('reads and moves packed ones', async () => {
      const first = await commitFiles(repository, { a: '1' });
      await commitFiles(repository, { a: '1' }, { branch: 'other' });
      await fixture.git('pack-refs', '--all', '--prune');
      expect(await repository.tip('main')).toBe(first);

      const second = await commitFiles(repository, { a: '2' });

      expect(await fixture.git('rev-parse', 'main')).toBe(second);
      expect(await repository.deleteBranch('other', first)).toBe(true);
      expect(await fixture.git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
      await fixture.git('fsck', '--strict');
    });

    it('resolves tags, also annotated ones and ones of tags', async () => {
      const oid = await commitFiles(repository, { a: '1' });
      await fixture.git('tag', 'light', oid);
      await fixture.git('tag', '-a', '-m', 'Tag', 'annotated', oid);
      await fixture.git('tag', '-a', '-m', 'Tag', 'twice', 'annotated');
      await fixture.git('update-ref', 'refs/remotes/origin/main', oid);
      await fixture.git('pack-refs', '--all');

      for (const name of ['light', 'annotated', 'twice', 'refs/tags/light', 'origin/main'])
        expect(await repository.resolve(name)).toBe(oid);
    });

    it('moves what a symbolic branch names', async () => {
      await fixture.git('symbolic-ref', 'refs/heads/main', 'refs/heads/trunk');

      const oid = await commitFiles(repository, { a: '1' });

      expect(await fixture.git('rev-parse', 'refs/heads/trunk')).toBe(oid);
      expect(await fixture.git('symbolic-ref', 'refs/heads/main')).toBe('refs/heads/trunk');
    });

    it.each([
      ['below another', 'main', 'main/x'],
      ['above another', 'x/y', 'x'],
    ])('refuses a branch %s, also when that is packed', async (_name, one, other) => {
      await commitFiles(repository, { a: '1' }, { branch: one });
      await expect(commitFiles(repository, { a: '1' }, { branch: other })).rejects.toMatchObject({
        code: 'ALREADY_EXISTS',
      });
      await fixture.git('pack-refs', '--all', '--prune');

      await expect(commitFiles(repository, { a: '1' }, { branch: other })).rejects.toMatchObject({
        code: 'ALREADY_EXISTS',
      });
    });

    it('makes a branch where empty folders are left of a deleted one', async () => {
      const oid = await commitFiles(repository, { a: '1' }, { branch: 'x/y/z' });
      await fixture.git('update-ref', '-d', 'refs/heads/x/y/z', oid);
      await fixture.git('pack-refs', '--all');

      await commitFiles(repository, { a: '1' }, { branch: 'x' });

      expect(await fixture.git('rev-parse', 'refs/heads/x')).toBe(oid);
    });

    it.each(['../main', 'a..b', 'x.lock', '.hidden', 'a b', 'a/', '', 'a~1', '-x/..', 'a\nb', '@{x'])(
      'refuses %j as a branch',
      async (branch) => {
        await expect(commitFiles(repository, { a: '1' }, { branch, expected: undefined })).rejects.toMatchObject({
          code: 'NAME_INVALID',
        });
      },
    );

    it('writes a reflog where git would', async () => {
      await commitFiles(repository, { a: '1' });
      await expect(access(path('logs'))).rejects.toThrow();
      await fixture.git('config', 'core.logAllRefUpdates', 'true');
      await repository[Symbol.asyncDispose]();
      repository = await openGitRepository({ path: fixture.folder, useGitProgram });

      await commitFiles(repository, { a: '2' }, { message: 'Register\tiris\n\nBody' });

      expect(await fixture.git('reflog', 'show', '--format=%gs %gn <%ge>', 'main')).toBe(
        'commit: Register iris Ann <ann@example.com>',
      );
    });
  });

  describe('and its locks', () => {
    it('waits for a lock of git, and goes on', async () => {
      await commitFiles(repository, { a: '1' });
      const lock = path('refs/heads/main.lock');
      await writeFile(lock, '');
      setTimeout(() => unlink(lock), 300);

      await commitFiles(repository, { a: '2' });
    });

    it('says which lock stayed, leaves it, and moves nothing', async () => {
      const tip = await commitFiles(repository, { a: '1' });
      const lock = path('refs/heads/main.lock');
      await writeFile(lock, '');

      await expect(commitFiles(repository, { a: '2' })).rejects.toMatchObject({
        code: 'BUSY',
        message: expect.stringContaining(lock),
        hint: expect.stringContaining(`rm '${lock}'`),
      });

      await access(lock);
      expect(await repository.tip('main')).toBe(tip);
      await unlink(lock);
      await commitFiles(repository, { a: '2' });
    }, 15_000);

    it('removes the locks that a dead writer noted and made, and no other', async () => {
      await commitFiles(repository, { a: '1' });
      const [ours, foreign] = [path('refs/heads/main'), path('refs/heads/other')];
      const intent = { pid: 1, nonce: 'n', ref: 'refs/heads/main', locks: [ours, foreign] };
      await writeFile(path('mergeline/step/intent.json'), JSON.stringify(intent));
      await link(path('mergeline/step/intent.json'), `${ours}.lock`);
      await writeFile(`${foreign}.lock`, '');

      await (await openGitRepository({ path: fixture.folder }))[Symbol.asyncDispose]();

      expect((await readdir(path('refs/heads'))).sort()).toEqual(['main', 'other.lock']);
      await commitFiles(repository, { a: '2' });
    });

    it('goes on after a note that its writer could not complete', async () => {
      await commitFiles(repository, { a: '1' });
      await writeFile(path('mergeline/step/intent.json'), '{"pid": 1, "no');

      await commitFiles(repository, { a: '2' });
    });

    it('leaves nothing behind', async () => {
      await commitFiles(repository, { a: '1' });
      await commitFiles(repository, { b: '1' }, { branch: 'x' }).then((oid) => repository.deleteBranch('x', oid));
      await repository.commit({ ...(await requestFor(repository, { c: '1' })), expected: undefined });

      const names = await readdir(fixture.folder, { recursive: true });
      expect(names.filter((name) => /\.lock$|tmp_obj|intent|step\//.test(name))).toEqual([]);
    });
  });
});
