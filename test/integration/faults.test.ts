import { mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRegistry } from '../../adapters/open-registry.ts';
import { requireTool } from '../support/require-tool.ts';
import { mountSmallDisk, smallDisk } from '../support/small-disk.ts';
import { CommandScene, type Finished } from './support/command-scene.ts';
import { distinctModel } from './support/distinct-model.ts';

/** A command that writes, in a registry where it is still to be done. */
interface Job {
  readonly words: string;
  /** The file that is on the registry branch when it was done. */
  readonly brings: string;
  readonly answers: object;
}

const jobs: readonly Job[] = [
  { words: 'register iris model.onnx --version 1.0.1', brings: 'models/iris/versions/1.0.1.yaml', answers: {} },
  {
    words: 'proposal merge 1',
    brings: 'models/iris/stages/staging.yaml',
    answers: { version: '1.0.0', published: { state: expect.stringMatching(/^(published|already)$/) } },
  },
];

const isFull = process.env['MERGELINE_FULL'] !== undefined;
const attaching = { timeout: 1_800_000 };
const strace = requireTool('strace');
/** Others may not trace the process that started them. */
const root = requireTool('root', () => process.getuid?.() === 0);
const attachStrace = join(import.meta.dirname, 'support/attach-strace.ts');
/** Writes are left out: libuv wakes its loop with some, and dies when these fail. The full disk is for them. */
const calls = ['openat', 'mkdir', 'fsync', 'rename', 'link', 'unlink'];

/** The n-th call of its name that a thread makes. */
interface Place {
  readonly thread: 'main' | 'pool';
  readonly call: string;
  readonly when: number;
}

const prepared = new CommandScene(mkdtempSync(join(tmpdir(), 'mergeline-prepared-')));
beforeAll(async () => {
  await prepared.answer('init', 'registry');
  writeFileSync(join(prepared.folder, 'first.onnx'), distinctModel('first'));
  writeFileSync(join(prepared.folder, 'model.onnx'), distinctModel('second'));
  await prepared.answer('register', 'iris', 'first.onnx');
  await prepared.answer('promote', 'iris@1.0.0', '--to', 'staging');
});
afterAll(() => rmSync(prepared.folder, { recursive: true }));

function runTraced(
  { words }: Job,
  scene: CommandScene,
  { thread, options }: { readonly thread: Place['thread']; readonly options: readonly string[] },
): Promise<Finished> {
  const env = {
    UV_THREADPOOL_SIZE: '1',
    STRACE_THREAD: thread,
    NODE_OPTIONS: `--import=${attachStrace}`,
    STRACE_OPTIONS: JSON.stringify(options),
  };
  return scene.run([...words.split(' '), '--json'], { env });
}

/** Every call of a run that changes something in the registry. */
async function placesOf(job: Job, thread: Place['thread']): Promise<readonly Place[]> {
  const scene = await prepared.copy();
  const log = join(scene.folder, 'calls.log');
  const options = ['-y', '-o', log, '-e', `trace=${calls}`];
  expect((await runTraced(job, scene, { thread, options })).code).toBe(0);
  const made = new Map<string, number>();
  return readFileSync(log, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const call = line.slice(0, line.indexOf('('));
      const when = (made.get(call) ?? 0) + 1;
      made.set(call, when);
      return line.includes(scene.registry) && !line.includes('O_RDONLY') ? [{ thread, call, when }] : [];
    });
}

/** What became of the command: done, or the code of its error. */
function outcomeOf({ code, stdout, stderr }: Finished): string {
  if (code === 0) return JSON.parse(stdout) && 'done';
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  return JSON.parse(stderr).error.code;
}

/** The old state or the new one; the same command again, and it is the new one. */
async function expectWhole(job: Job, scene: CommandScene, outcome: string): Promise<void> {
  expect(scene.git('fsck', '--strict')).not.toMatch(/error|missing|corrupt|broken/);
  const isThere = () => scene.tryGit('cat-file', '-e', `main:${job.brings}`).status === 0;
  if (outcome === 'done') expect(isThere()).toBe(true);
  await expectSound(scene);

  expect(await scene.answer(...job.words.split(' '))).toMatchObject(job.answers);

  expect(isThere()).toBe(true);
  await expectSound(scene);
  expect(scene.git('status', '--porcelain')).toBe('');
  expect((await scene.answer('publish')).published.map(({ state }: { state: string }) => state)).not.toContain(
    'published',
  );
}

/** Nothing is wrong in the registry, and every version that it names has its bytes. */
async function expectSound(scene: CommandScene): Promise<void> {
  const registry = await openRegistry(scene.registry, { actor: 'ann', cwd: '/', env: {} });
  try {
    expect(await registry.health.validate()).toMatchObject({ faults: [] });
    for (const { version } of (await registry.models.versions('iris')).versions) {
      const [file] = (await registry.models.pull(`iris@${version}`, { role: 'source' })).files;
      const bytes = distinctModel(version === '1.0.0' ? 'first' : 'second');
      expect(file && (await buffer(file.open())).equals(bytes)).toBe(true);
    }
  } finally {
    await registry.close();
  }
}

describe.for(jobs)('mergeline $words', (job) => {
  it('leaves the old state or the new one when the disk fails at any call', attaching, async ({ skip, annotate }) => {
    skip(!strace.available, strace.reason);
    skip(!root.available, root.reason);
    const places = [...(await placesOf(job, 'main')), ...(await placesOf(job, 'pool'))];
    const tried = isFull ? places : places.filter((_, at) => at % Math.ceil(places.length / 13) === 4);
    const outcomes = new Map<string, number>();
    for (const { thread, call, when } of tried) {
      const scene = await prepared.copy();
      const options = ['-o', '/dev/null', '-e', `inject=${call}:error=EIO:when=${when}`];

      const outcome = outcomeOf(await runTraced(job, scene, { thread, options }));

      await expectWhole(job, scene, outcome);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      rmSync(scene.folder, { recursive: true });
    }
    await annotate(`${tried.length} of ${places.length} calls: ${JSON.stringify([...outcomes])}`);
    expect(['done', 'STORAGE_FAILED']).toEqual(expect.arrayContaining([...outcomes.keys()]));
    expect([...outcomes.keys()]).toContain('STORAGE_FAILED');
  });

  it('leaves the old state or the new one however full the disk is', attaching, async ({ skip, annotate }) => {
    skip(!smallDisk.available, smallDisk.reason);
    const outcomes: string[] = [];
    for (let pages = 0; outcomes.at(-1) !== 'done'; pages += isFull ? 1 : 6) {
      using disk = await mountSmallDisk('8m');
      const scene = await prepared.copy(join(disk.folder, 'scene'));
      const ballast = join(disk.folder, 'ballast');
      leave(pages, ballast);

      const outcome = outcomeOf(await scene.run([...job.words.split(' '), '--json']));

      rmSync(ballast);
      await expectWhole(job, scene, outcome);
      outcomes.push(outcome);
    }
    await annotate(`done with room for ${outcomes.length - 1} steps`);
    expect(new Set(outcomes)).toEqual(new Set(['STORAGE_FAILED', 'done']));
  });
});

/** Fills a disk with ballast, but for so many pages of 4 KiB. */
function leave(pages: number, ballast: string): void {
  writeFileSync(ballast, '');
  const { bavail, bsize } = statfsSync(ballast);
  writeFileSync(ballast, Buffer.alloc(bavail * bsize - pages * 4096));
}
