import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { CommandScene } from './support/command-scene.ts';

const places = {
  version: 'models/iris/versions/3.0.0.yaml',
  status: 'models/iris/status/3.0.0.yaml',
  pointer: 'models/iris/stages/production.yaml',
};

/** A registry with one model, in which somebody committed entries that are no files. */
async function sceneWith(mode: '120000' | '160000'): Promise<CommandScene> {
  const scene = new CommandScene(await temporaryFolder());
  await scene.answer('init', 'registry');
  scene.commit({ 'models/iris/model.yaml': 'apiVersion: mergeline.dev/v1\nkind: Model\nname: iris\n' });
  const oid = mode === '160000' ? scene.git('rev-parse', 'HEAD') : scene.git('hash-object', '-w', 'registry.yaml');
  for (const path of Object.values(places)) scene.git('update-index', '--add', '--cacheinfo', `${mode},${oid},${path}`);
  scene.git('commit', '-q', '-m', 'What is no file');
  return scene;
}

it.each([
  ['submodule', '160000'],
  ['link', '120000'],
] as const)('a %s in the place of a file is reported, hides nothing and stops nothing', async (kind, mode) => {
  const scene = await sceneWith(mode);
  const faulty = expect.stringContaining(kind);

  const list = await scene.answer('list', 'iris');
  expect(list).toMatchObject({ versions: [], faults: [{ file: places.version }, { file: places.status }] });
  expect(list.faults[0].message).toEqual(faulty);
  expect((await scene.answer('list')).models).toMatchObject([{ model: 'iris', versions: 0 }]);
  expect((await scene.answer('history', 'iris')).events.length).toBeGreaterThan(0);
  expect(await scene.answer('publish')).toMatchObject({ published: [] });
  for (const words of [[], [places.version], ['--since', 'HEAD~1']]) {
    const { code, stdout } = await scene.run(['validate', ...words, '--json']);
    expect({ words, code }).toEqual({ words, code: 2 });
    expect(JSON.parse(stdout).faults).toContainEqual(expect.objectContaining({ file: places.version }));
  }
});
