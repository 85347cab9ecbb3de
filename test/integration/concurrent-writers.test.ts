import { appendFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openGitRepository } from '../../adapters/git/open-git-repository.ts';
import { type GitFixture, initGit } from '../support/git-fixture.ts';
import { commitByHand } from './support/commit-by-hand.ts';
import { WorkerCrew } from './support/worker-crew.ts';

/** `MERGELINE_FULL=1` runs the full form. */
const [writers, commits] = process.env['MERGELINE_FULL'] ? [8, 50] : [4, 10];
/** No writer waits longer for an acknowledgement, in milliseconds; the load of the machine included. */
const longestStall = 20_000;
const script = join(import.meta.dirname, '../support/registering-writer.ts');

interface Acknowledged {
  readonly path: string;
  readonly commit: string;
}

/** Writers that commit files of their own; a killed one starts from the beginning and leaves what is there. */
function writersIn(repository: string): WorkerCrew<Acknowledged> {
  return new WorkerCrew({
    script,
    workers: Array.from({ length: writers }, (_, at) => `writer-${at}`),
    argumentsOf: (name) => [repository, name, `${commits}`],
    parse: (line) => {
      const [path, commit] = line.split(' ');
      if (path === undefined || !/^[0-9a-f]{40}$/.test(commit ?? '')) return undefined;
      return { path, commit: commit as string };
    },
  });
}

async function expectAllThere({ git }: GitFixture, { acknowledged }: WorkerCrew<Acknowledged>): Promise<void> {
  const mainline = new Set((await git('rev-list', '--first-parent', 'main')).split('\n'));
  const files = new Set((await git('ls-tree', '-r', '--name-only', 'main')).split('\n'));
  expect(acknowledged.filter(({ commit }) => !mainline.has(commit))).toEqual([]);
  expect(acknowledged.filter(({ path }) => !files.has(path))).toEqual([]);
  expect(new Set(acknowledged.map(({ path }) => path)).size).toBe(writers * commits);
  expect(await git('fsck', '--strict', '--full')).not.toMatch(/error|missing|corrupt|broken/);
}

/** What the writers committed, each path exactly once however often its writer was killed. */
async function expectEachOnce({ git }: GitFixture): Promise<void> {
  const subjects = (await git('log', '--first-parent', '--format=%s', 'main'))
    .split('\n')
    .filter((it) => it.startsWith('Register'));
  expect(subjects).toHaveLength(writers * commits);
  expect(new Set(subjects).size).toBe(writers * commits);
}

async function expectNoLocks(gitDir: string): Promise<void> {
  const names = await readdir(gitDir, { recursive: true });
  expect(names.filter((name) => name.endsWith('.lock') || name.includes('intent.json'))).toEqual([]);
}

describe('writers in several processes, some of them killed at any moment', () => {
  it('lose nothing in a bare repository', async () => {
    await using fixture = await initGit('--bare');
    const writing = writersIn(fixture.folder);

    await writing.runAll(commits);
    await (await openGitRepository({ path: fixture.folder }))[Symbol.asyncDispose]();

    await expectAllThere(fixture, writing);
    await expectEachOnce(fixture);
    await expectNoLocks(fixture.folder);
    expect(writing.killed).toBeGreaterThan(0);
    expect(writing.longestGap).toBeLessThan(longestStall);
  });

  it('lose nothing where a person commits meanwhile in the work tree, nor does the person', async () => {
    await using fixture = await initGit();
    const { git, folder } = fixture;
    await writeFile(join(folder, 'README.md'), 'Registry\n');
    await git('add', '.');
    await git('commit', '--quiet', '-m', 'Start');
    await appendFile(join(folder, 'README.md'), 'a change that is not staged\n');
    await writeFile(join(folder, 'untracked.md'), 'untracked\n');
    const writing = writersIn(folder);
    const person = new AbortController();

    const byHand = commitByHand(fixture, person.signal);
    await writing.runAll(commits);
    await (await openGitRepository({ path: folder }))[Symbol.asyncDispose]();
    person.abort();
    const notes = await byHand;
    await (await openGitRepository({ path: folder }))[Symbol.asyncDispose]();

    await expectAllThere(fixture, writing);
    await expectEachOnce(fixture);
    await expectNoLocks(join(folder, '.git'));
    const subjects = (await git('log', '--first-parent', '--format=%s')).split('\n');
    expect(notes.filter((note) => !subjects.includes(note))).toEqual([]);
    expect(notes.length).toBeGreaterThan(0);
    const left = (await git('status', '--porcelain')).split('\n').filter((line) => !/^(A |\?\?) notes\//.test(line));
    expect(left).toEqual([' M README.md', '?? untracked.md']);
    expect(writing.longestGap).toBeLessThan(longestStall);
  });
});
