import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openGitRepository } from '../../adapters/git/open-git-repository.ts';
import { type GitFixture, initGit } from '../support/git-fixture.ts';

/** `MERGELINE_FULL=1` runs the full form. */
const [writers, commits] = process.env['MERGELINE_FULL'] ? [8, 50] : [4, 10];
/** No writer waits longer for an acknowledgement, in milliseconds; the load of the machine included. */
const longestStall = 20_000;
const script = join(import.meta.dirname, '../support/registering-writer.ts');

interface Acknowledged {
  readonly path: string;
  readonly commit: string;
}

/** Runs writers until each has done all its commits, while some are killed, each as often as `kills` says. */
class Writers {
  readonly acknowledged: Acknowledged[] = [];
  readonly #running = new Set<ChildProcess>();
  #last = Date.now();
  stall = 0;
  killed = 0;

  async runAll(repository: string, kills: number): Promise<void> {
    const killer = new AbortController();
    const killing = this.#killSome(kills, killer.signal);
    await Promise.all(Array.from({ length: writers }, (_, at) => this.#runToEnd(repository, `writer-${at}`)));
    killer.abort();
    await killing;
  }

  async #runToEnd(repository: string, name: string): Promise<void> {
    for (let code: number | null = null; code !== 0; ) {
      const child = spawn(process.execPath, [script, repository, name, `${commits}`], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      this.#running.add(child);
      let complaint = '';
      child.stderr.on('data', (chunk) => {
        complaint += chunk;
      });
      createInterface(child.stdout).on('line', (line) => this.#acknowledge(line));
      [code] = await once(child, 'close');
      this.#running.delete(child);
      if (code !== 0 && child.signalCode !== 'SIGKILL') throw new Error(`${name} failed: ${complaint}`);
    }
  }

  #acknowledge(line: string): void {
    const [path, commit] = line.split(' ');
    if (path === undefined || !/^[0-9a-f]{40}$/.test(commit ?? '')) return;
    this.acknowledged.push({ path, commit: commit as string });
    this.stall = Math.max(this.stall, Date.now() - this.#last);
    this.#last = Date.now();
  }

  async #killSome(kills: number, signal: AbortSignal): Promise<void> {
    while (this.killed < kills && !signal.aborted) {
      await sleep(Math.random() * 400);
      const children = [...this.#running].filter((child) => child.pid !== undefined && child.exitCode === null);
      const victim = children[Math.floor(Math.random() * children.length)];
      if (victim?.kill('SIGKILL')) this.killed += 1;
    }
  }
}

/** Commits with plain git, as often as there is time, until told to stop; tells the messages of what Git accepted. */
async function commitByHand({ git, folder }: GitFixture, signal: AbortSignal): Promise<readonly string[]> {
  const made: string[] = [];
  await mkdir(join(folder, 'notes'));
  for (let at = 0; !signal.aborted; at += 1) {
    await writeFile(join(folder, `notes/${at}.md`), `Note ${at}\n`);
    if (await persist(() => git('add', `notes/${at}.md`), signal)) {
      if (await persist(() => git('commit', '--quiet', '-m', `Note ${at}`), signal)) made.push(`Note ${at}`);
    }
  }
  return made;
}

/** As a person does: when Git says that the index or HEAD is locked or moved, the same command again. */
async function persist(command: () => Promise<string>, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    const outcome = await command().catch((error: Error) => error);
    if (typeof outcome === 'string') return true;
    if (!/index\.lock|cannot lock ref|HEAD/.test(outcome.message)) throw outcome;
    await sleep(Math.random() * 30);
  }
  return false;
}

async function expectAllThere({ git }: GitFixture, { acknowledged }: Writers): Promise<void> {
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
    const writing = new Writers();

    await writing.runAll(fixture.folder, commits);
    await (await openGitRepository({ path: fixture.folder }))[Symbol.asyncDispose]();

    await expectAllThere(fixture, writing);
    await expectEachOnce(fixture);
    await expectNoLocks(fixture.folder);
    expect(writing.killed).toBeGreaterThan(0);
    expect(writing.stall).toBeLessThan(longestStall);
  });

  it('lose nothing where a person commits meanwhile in the work tree, nor does the person', async () => {
    await using fixture = await initGit();
    const { git, folder } = fixture;
    await writeFile(join(folder, 'README.md'), 'Registry\n');
    await git('add', '.');
    await git('commit', '--quiet', '-m', 'Start');
    await appendFile(join(folder, 'README.md'), 'a change that is not staged\n');
    await writeFile(join(folder, 'untracked.md'), 'untracked\n');
    const writing = new Writers();
    const person = new AbortController();

    const byHand = commitByHand(fixture, person.signal);
    await writing.runAll(folder, commits);
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
    expect(writing.stall).toBeLessThan(longestStall);
  });
});
