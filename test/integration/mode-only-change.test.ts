import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { CommandScene, irisExamples } from './support/command-scene.ts';

it('files that became executable and are otherwise as they were have no event and no fault of that', async () => {
  const scene = new CommandScene(await temporaryFolder());
  await scene.answer('init', 'registry');
  await scene.answer('register', 'iris', join(irisExamples, 'baseline/model.joblib'));
  await scene.answer('promote', 'iris@1.0.0', '--to', 'development');
  await scene.answer('deprecate', 'iris@1.0.0', '--reason', 'old');
  const before = await scene.answer('history');

  scene.git('update-index', '--chmod=+x', ...scene.git('ls-files', 'models', 'registry.yaml').split('\n'));
  scene.git('commit', '-q', '-m', 'Everything can be executed');

  expect((await scene.answer('history')).events).toEqual(before.events);
  expect(await scene.answer('validate')).toMatchObject({ faults: [] });
});
