import { execFile } from 'node:child_process';
import { mkdir, readdir, rm, statfs, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openGitRepository } from '../../adapters/git/open-git-repository.ts';
import type { Oid } from '../../core/domain/records.ts';
import { commitFiles } from '../support/commit-files.ts';
import { type GitFixture, gitIn, initGit } from '../support/git-fixture.ts';
import { requireTool } from '../support/require-tool.ts';
import { mountSmallDisk, smallDisk } from '../support/small-disk.ts';

const strace = requireTool('strace');
const script = join(import.meta.dirname, '../support/commit-once.ts');

const before = { 'a.yaml': 'a1\n', 'b.yaml': 'b1\n', 'models/iris/c.yaml': 'c1\n' };
const change = { 'a.yaml': 'a2\n', 'b.yaml': null, 'models/new/d.yaml': 'd1\n' };
const after = { 'a.yaml': 'a2\n', 'models/iris/c.yaml': 'c1\n', 'models/new/d.yaml': 'd1\n' };
/** What the person has under way all the time. */
const underWay = [' M models/iris/c.yaml', '?? note.md'];

async function prepare(fixture: GitFixture): Promise<void> {
  await using repository = await openGitRepository({ path: fixture.folder });
  await commitFiles(repository, before);
  await writeFile(join(fixture.folder, 'models/iris/c.yaml'), 'mine\n');
  await writeFile(join(fixture.folder, 'note.md'), 'mine\n');
}

async function filesOnMain({ folder }: GitFixture): Promise<Record<string, string>> {
  await using repository = await openGitRepository({ path: folder });
  const snapshot = await repository.snapshot((await repository.tip('main')) as Oid);
  const files = await Array.fromAsync(snapshot.walk(''), async ({ path }) => {
    return [path, Buffer.from((await snapshot.read(path))?.bytes ?? []).toString()] as const;
  });
  return Object.fromEntries(files);
}

/** The branch is where it was or where it should be, git finds nothing wrong, and the next opening clears up. */
async function expectWhole(fixture: GitFixture, outcome: string): Promise<void> {
  const { git, folder } = fixture;
  expect(await git('fsck', '--strict')).not.toMatch(/error|missing|corrupt/);
  const isNew = (await git('ls-tree', '-r', '--name-only', 'main')).includes('d.yaml');
  if (/^[0-9a-f]{40}$/.test(outcome)) expect(await git('rev-parse', 'main')).toBe(outcome);
  expect(await filesOnMain(fixture)).toEqual(isNew ? after : before);
  expect((await git('status', '--porcelain')).split('\n')).toEqual(underWay);
  const names = await readdir(join(folder, '.git'), { recursive: true });
  expect(names.filter((name) => /\.lock$|intent/.test(name))).toEqual([]);
}

async function expectRepeatable(fixture: GitFixture): Promise<void> {
  await using repository = await openGitRepository({ path: fixture.folder });
  await commitFiles(repository, change);
  expect(await filesOnMain(fixture)).toEqual(after);
  expect((await fixture.git('status', '--porcelain')).split('\n')).toEqual(underWay);
}

/** Runs one commit under strace; one thread for all file operations, so that the n-th call is the same in every run. */
async function commitUnderFault(folder: string, fault: string): Promise<string> {
  const command = [
    '-f',
    '-qq',
    '-o',
    '/dev/null',
    '-e',
    fault,
    process.execPath,
    script,
    folder,
    JSON.stringify(change),
  ];
  const run = promisify(execFile)('strace', command, { env: { ...process.env, UV_THREADPOOL_SIZE: '1' } });
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  return stdout.trim();
}

/** How often one commit makes each call, at least; `MERGELINE_FULL=1` tries every one, the short form some. */
const calls: Readonly<Record<string, number>> = { mkdir: 8, fsync: 22, rename: 8, link: 5, unlink: 8, write: 60 };
const stride = process.env['MERGELINE_FULL'] ? 1 : 7;
const places = Object.entries(calls).flatMap(([call, count]) =>
  Array.from({ length: count }, (_, at) => [call, at + 1] as const),
);
const tried = places.filter((_, at) => at % stride === 0);

describe('a commit into a checked-out branch', () => {
  it('is there or not there when its process is killed at any call, and the next one goes on', async ({ skip }) => {
    skip(!strace.available, strace.reason);
    for (const [call, when] of tried) {
      await using fixture = await initGit();
      await prepare(fixture);

      const outcome = await commitUnderFault(fixture.folder, `inject=${call}:signal=SIGKILL:when=${when}`);

      await expectWhole(fixture, outcome);
      await expectRepeatable(fixture);
    }
  }, 300_000);

  it('is there or not there when the disk fails at any call, and the next one goes on', async ({ skip }) => {
    skip(!strace.available, strace.reason);
    const outcomes = new Set<string>();
    for (const [call, when] of tried.filter(([name]) => name !== 'write')) {
      await using fixture = await initGit();
      await prepare(fixture);

      const outcome = await commitUnderFault(fixture.folder, `inject=${call}:error=EIO:when=${when}`);

      outcomes.add(/^[0-9a-f]{40}$/.test(outcome) ? 'committed' : outcome);
      await expectWhole(fixture, outcome);
      await expectRepeatable(fixture);
    }
    expect(outcomes).toEqual(new Set(['committed', 'STORAGE_FAILED']));
  }, 300_000);

  it('is there or not there however little room the disk has left, and goes on when there is more', async ({
    skip,
  }) => {
    skip(!smallDisk.available, smallDisk.reason);
    const outcomes = new Set<string>();
    for (let pages = 0; pages < 24; pages += stride > 1 ? 2 : 1) {
      using disk = await mountSmallDisk('4m');
      const fixture = gitIn(join(disk.folder, 'repository'));
      await mkdir(fixture.folder);
      await fixture.git('init', '--quiet', '--initial-branch=main', '.');
      await prepare(fixture);
      await fill(disk.folder, pages);

      const outcome = await commitHere(fixture);

      outcomes.add(/^[0-9a-f]{40}$/.test(outcome) ? 'committed' : outcome);
      await unlink(join(disk.folder, 'ballast'));
      await expectWhole(fixture, outcome);
      await expectRepeatable(fixture);
      await rm(fixture.folder, { recursive: true });
    }
    expect(outcomes).toEqual(new Set(['committed', 'STORAGE_FAILED']));
  }, 300_000);
});

async function commitHere({ folder }: GitFixture): Promise<string> {
  await using repository = await openGitRepository({ path: folder });
  return commitFiles(repository, change).catch((error) => error.code ?? String(error));
}

/** Leaves room for so many pages of 4 KiB. */
async function fill(folder: string, pages: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  await writeFile(join(folder, 'ballast'), Buffer.alloc(bavail * bsize - pages * 4096));
}
