import { mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorCatalogue } from '../../core/error-catalogue.ts';
import { CommandScene, irisExamples } from './support/command-scene.ts';
import { type Refusal, refusals, wordsOf } from './support/refusals.ts';

const staging = 'models/iris/stages/staging.yaml';
const manifest = 'models/iris/versions/1.0.1.yaml';
const prepared = new CommandScene(mkdtempSync(join(tmpdir(), 'mergeline-prepared-')));

beforeAll(async () => {
  await prepared.answer('init', 'registry');
  await prepared.answer('register', 'iris', join(irisExamples, 'baseline/model.joblib'));
  await prepared.answer('register', 'iris', join(irisExamples, 'improved/model.pkl'));
  const { proposal } = await prepared.answer('promote', 'iris@1.0.0', '--to', 'staging');
  await prepared.answer('proposal', 'merge', proposal.id);
});
afterAll(() => rmSync(prepared.folder, { recursive: true }));

/** Every file and its size, without locks, what is only remembered, and what is named by its content and reachable from nothing. */
function filesIn({ registry }: CommandScene): readonly string[] {
  return readdirSync(registry, { recursive: true, encoding: 'utf8' })
    .filter((path) => !/mergeline[/\\](?:index-\d|lock)|(?:objects[/\\]..|blobs[/\\]sha256)[/\\]/.test(path))
    .map((path) => ({ path, found: statSync(join(registry, path)) }))
    .filter(({ found }) => found.isFile())
    .map(({ path, found }) => `${path} ${found.size}`)
    .sort();
}

describe('mergeline, as a process, refuses', () => {
  it('with every exit code that there is', () => {
    const exits = Object.values(errorCatalogue).map(({ exit }) => exit);
    expect(new Set(refusals.map(({ exit }) => exit))).toEqual(new Set(exits));
  });

  it.for(refusals.map((refusal): [string, Refusal] => [refusal.title, refusal]))('%s', async ([, refusal]) => {
    const scene = await prepared.copy();
    await refusal.given?.(scene);
    const before = { tips: scene.tips(), files: filesIn(scene) };

    const { code, stdout, stderr } = await scene.run([...wordsOf(refusal), '--json']);

    expect({ exit: code, stdout, stderr }).toEqual({ exit: refusal.exit, stdout: '', stderr: expect.any(String) });
    const { error } = JSON.parse(stderr);
    expect(error).toEqual({
      ...error,
      code: refusal.code,
      message: expect.stringMatching(/\S/),
      details: expect.any(Array),
    });
    expect(JSON.stringify(error)).toContain(refusal.says);
    expect(stderr).not.toMatch(/hunter2|0a0a0a0a/);
    expect({ tips: scene.tips(), files: filesIn(scene) }).toEqual(before);
  });
});

/** Edits that a person commits by hand, and the file of which validate must tell what is wrong. */
const handEdits: readonly (readonly [string, (scene: CommandScene) => unknown, file: string, message: string])[] = [
  [
    'a pointer to a version that there is not',
    ({ commit, read }) => commit({ [staging]: read(staging).replace('"1.0.0"', '"9.9.9"') }),
    'models/iris/stages/staging.yaml',
    'iris has no version 9.9.9',
  ],
  [
    'a pointer to a yanked version',
    async ({ answer, commit, read }) => {
      const { manifestDigest } = await answer('show', 'iris@1.0.1');
      await answer('yank', 'iris@1.0.1', '--reason', 'leaks the target');
      const text = read(staging).replace('"1.0.0"', '"1.0.1"');
      commit({ [staging]: text.replace(/^manifestDigest: .*$/m, `manifestDigest: "${manifestDigest}"`) });
    },
    'models/iris/stages/staging.yaml',
    'leaks the target',
  ],
  [
    'a manifest that was edited by hand',
    ({ commit, read }) => commit({ [manifest]: read(manifest).replace('registeredBy: "ann"', 'registeredBy: "bob"') }),
    'models/iris/versions/1.0.1.yaml',
    'It is made once',
  ],
  [
    'a misspelt field of a manifest',
    ({ commit, read }) =>
      commit({ 'models/iris/versions/1.0.2.yaml': read(manifest).replace('signature:', 'sginature:') }),
    'models/iris/versions/1.0.2.yaml',
    'did you mean signature?',
  ],
  [
    'a model whose name differs from another in case alone',
    ({ commit, read }) => commit({ 'models/Iris/model.yaml': read('models/iris/model.yaml') }),
    'models/Iris/model.yaml',
    'upper-case',
  ],
  [
    'a link in the place of a manifest',
    ({ commit, registry }) => {
      symlinkSync('1.0.0.yaml', join(registry, 'models/iris/versions/1.0.3.yaml'));
      commit({}, 'models');
    },
    'models/iris/versions/1.0.3.yaml',
    'link',
  ],
];

describe('mergeline validate, as a process, finds', () => {
  it.for(handEdits)('%s, and the rest of the registry stays in sight', async ([, edit, file, message]) => {
    const scene = await prepared.copy();
    await edit(scene);

    const { code, stdout, stderr } = await scene.run(['validate', '--json']);

    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(JSON.parse(stdout).faults).toContainEqual(
      expect.objectContaining({ file, message: expect.stringContaining(message) }),
    );
    const { versions } = await scene.answer('list', 'iris');
    expect(versions.map(({ version }: { version: string }) => version)).toEqual(
      expect.arrayContaining(['1.0.0', '1.0.1']),
    );
  });
});

describe('mergeline, as a process, has nothing to do and says so', () => {
  it.for([
    ['register', `register iris ${join(irisExamples, 'improved/model.pkl')}`, { created: false, version: '1.0.1' }],
    ['init', 'init registry', { created: false, files: [] }],
    ['promote', 'promote iris@1.0.0 --to staging', { created: false }],
    ['merge', 'proposal merge 1', { created: false }],
    ['publish', 'publish', { published: [expect.objectContaining({ state: 'already' })] }],
  ] as const)('on a second %s', async ([, words, answer]) => {
    const scene = await prepared.copy();
    const before = { tips: scene.tips(), files: filesIn(scene) };

    expect(await scene.answer(...words.split(' '))).toMatchObject(answer);
    expect({ tips: scene.tips(), files: filesIn(scene) }).toEqual(before);
  });

  it('on a second register, but stores the bytes again that were lost', async () => {
    const scene = await prepared.copy();
    rmSync(join(scene.registry, '.git/mergeline/store/blobs'), { recursive: true });
    expect((await scene.run(['pull', 'iris@1.0.1'])).code).toBe(4);

    await scene.answer('register', 'iris', join(irisExamples, 'improved/model.pkl'));

    expect((await scene.answer('pull', 'iris@1.0.1')).files).toHaveLength(1);
  });
});
