import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { CommandScene, irisExamples } from './support/command-scene.ts';

it('registries in two folders of one repository leave each other their image tags', async () => {
  const scene = new CommandScene(await temporaryFolder());
  mkdirSync(scene.registry);
  scene.git('init', '-q', '-b', 'main');
  for (const [folder, example] of [
    ['a', 'baseline/model.joblib'],
    ['b', 'improved/model.pkl'],
  ] as const) {
    const place = ['--registry', join(scene.registry, folder)];
    await scene.answer('init', join(scene.registry, folder));
    await scene.answer('register', 'iris', join(irisExamples, example), ...place);
    await scene.answer('promote', 'iris@1.0.0', '--to', 'development', ...place);
  }

  const { manifests } = JSON.parse(readFileSync(join(scene.registry, '.git/mergeline/store/index.json'), 'utf8'));

  const tags = manifests.map(({ annotations }: { annotations: object }) => Object.values(annotations)[0]).sort();
  const ofModel = ['1.0.0', '1.0.0-image', 'development'];
  expect(tags).toEqual(['a', 'b'].flatMap((folder) => ofModel.map((tag) => `${folder}/models/iris:${tag}`)));
});

it('an erasure in one of them leaves the bytes that the other has registered', async () => {
  const scene = new CommandScene(await temporaryFolder());
  mkdirSync(scene.registry);
  scene.git('init', '-q', '-b', 'main');
  for (const folder of ['a', 'b']) {
    const place = ['--registry', join(scene.registry, folder)];
    await scene.answer('init', join(scene.registry, folder));
    await scene.answer('register', 'iris', join(irisExamples, 'improved/model.pkl'), ...place);
  }
  const here = ['--registry', join(scene.registry, 'a')];
  scene.commit({ 'a/registry.yaml': `${scene.read('a/registry.yaml')}\nchanges:\n  erasure: { gates: [] }\n` });
  const { proposal } = await scene.answer('erase', 'iris@1.0.0', '--reason', 'consent', ...here);

  const { erasure } = await scene.answer('proposal', 'merge', proposal.id, ...here);

  expect(erasure.kept.map(({ why }: { why: string }) => why)).toContain('b: iris@1.0.0');
  const there = ['--registry', join(scene.registry, 'b')];
  await scene.answer('pull', 'iris@1.0.0', '--output', join(scene.folder, 'pulled'), ...there);
});
