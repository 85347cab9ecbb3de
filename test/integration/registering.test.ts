import { createHash } from 'node:crypto';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it, type TestContext } from 'vitest';
import { initRegistry } from '../../adapters/init-registry.ts';
import { openRegistry } from '../../adapters/open-registry.ts';
import { type GitFixture, initGit } from '../support/git-fixture.ts';
import { commitByHand } from './support/commit-by-hand.ts';
import { distinctModel } from './support/distinct-model.ts';
import type { Acknowledgement } from './support/registering-worker.ts';
import { WorkerCrew } from './support/worker-crew.ts';

/** `MERGELINE_FULL=1` runs the full form. */
const [workers, registrations, kills] = process.env['MERGELINE_FULL'] ? [8, 50, 60] : [4, 8, 12];
const contents = workers * registrations;
/** Nobody waits longer for the next acknowledgement, in milliseconds; the load of the machine included. */
const longestGap = 20_000;
const ann = { actor: 'ann', cwd: '/', env: {} };

function crewIn(registry: string, options: { readonly again?: boolean } = {}): WorkerCrew<Acknowledgement> {
  return new WorkerCrew({
    script: join(import.meta.dirname, 'support/registering-worker.ts'),
    workers: Array.from({ length: workers }, (_, at) => `worker-${at}`),
    argumentsOf: (name, acknowledged) => [
      ...[registry, name],
      `${options.again ? 0 : acknowledged.length}`,
      `${registrations}`,
    ],
    parse: (line) => (line.endsWith('}') ? JSON.parse(line) : undefined),
  });
}

/** Registers everything, kills on the way, then registers everything again. */
async function registerAll(folder: string, { annotate }: TestContext): Promise<readonly Acknowledgement[]> {
  const crew = crewIn(folder);
  await crew.runAll(kills);
  await annotate(`${crew.killed} kills, at most ${crew.longestGap} ms between two acknowledgements`);
  expect(crew.killed).toBeGreaterThan(0);
  expect(crew.longestGap).toBeLessThan(longestGap);

  const again = crewIn(folder, { again: true });
  await again.runAll(0);
  expect(again.acknowledged.filter(({ created }) => created)).toEqual([]);
  expect(placesOf(again.acknowledged)).toEqual(placesOf(crew.acknowledged));
  return crew.acknowledged;
}

/** Where each content lies. */
function placesOf(acknowledged: readonly Acknowledgement[]): ReadonlyMap<string, string> {
  const places = acknowledged.map(({ content, model, version }) => [content, pathOf({ model, version })] as const);
  return new Map(places.sort(([a], [b]) => a.localeCompare(b)));
}

function pathOf({ model, version }: Pick<Acknowledgement, 'model' | 'version'>): string {
  return `models/${model}/versions/${version}.yaml`;
}

/** As the git program sees it: every acknowledged manifest, none twice, on a sound history. */
async function expectRegistered({ git }: GitFixture, acknowledged: readonly Acknowledgement[]): Promise<void> {
  const places = placesOf(acknowledged);
  expect(places.size).toBe(contents);
  const files = (await git('ls-tree', '-r', '--name-only', 'main', 'models/')).split('\n');
  expect(files.filter((path) => path.includes('/versions/')).sort()).toEqual([...places.values()].sort());

  const mainline = new Set((await git('rev-list', '--first-parent', 'main')).split('\n'));
  expect(acknowledged.filter(({ commit }) => commit !== null && !mainline.has(commit))).toEqual([]);
  for (const { manifestDigest, ...place } of acknowledged)
    expect(digestOf(`${await git('cat-file', 'blob', `main:${pathOf(place)}`)}\n`)).toBe(manifestDigest);
  expect(await git('fsck', '--strict', '--full')).not.toMatch(/error|missing|corrupt|broken/);
}

/** As Mergeline sees it: no fault, and the very bytes of each version. */
async function expectWhole(folder: string, acknowledged: readonly Acknowledgement[]): Promise<void> {
  const registry = await openRegistry(folder, ann);
  try {
    expect(await registry.health.validate()).toMatchObject({ faults: [] });
    for (const { content, model, version } of acknowledged) {
      const [file] = (await registry.models.pull(`${model}@${version}`, { role: 'source' })).files;
      expect(file && (await buffer(file.open())).equals(distinctModel(content))).toBe(true);
    }
  } finally {
    await registry.close();
  }
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

describe('registrations by several processes, some of them killed at any moment', () => {
  it('are all there in a bare repository, each once', { timeout: 600_000 }, async (context) => {
    await using fixture = await initGit('--bare');
    await initRegistry(fixture.folder, ann);

    const acknowledged = await registerAll(fixture.folder, context);

    await expectRegistered(fixture, acknowledged);
    await expectWhole(fixture.folder, acknowledged);
  });

  it('are all there, and so is what a person commits meanwhile', { timeout: 600_000 }, async (context) => {
    await using fixture = await initGit();
    const { git, folder } = fixture;
    await initRegistry(folder, ann);
    await writeFile(join(folder, 'README.md'), 'Registry\n');
    await git('add', '.');
    await git('commit', '--quiet', '-m', 'Start');
    await appendFile(join(folder, 'README.md'), 'a change that is not staged\n');
    await writeFile(join(folder, 'untracked.md'), 'untracked\n');
    const ended = new AbortController();

    const byHand = commitByHand(fixture, ended.signal);
    const acknowledged = await registerAll(folder, context).finally(() => ended.abort());
    const notes = await byHand;

    await expectRegistered(fixture, acknowledged);
    await expectWhole(folder, acknowledged);
    const subjects = new Set((await git('log', '--first-parent', '--format=%s')).split('\n'));
    expect(notes.filter((note) => !subjects.has(note))).toEqual([]);
    expect(notes.length).toBeGreaterThan(0);
    const changes = (await git('status', '--porcelain')).split('\n');
    expect(changes.filter((line) => !/^(A |\?\?) notes\//.test(line))).toEqual([' M README.md', '?? untracked.md']);
  });
});
