import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { CommandScene, irisExamples } from './support/command-scene.ts';

const test = readFileSync(join(irisExamples, 'test.csv'), 'utf8');
const pinned = `
datasets:
  - name: iris-test
    digest: sha256:${createHash('sha256').update(test).digest('hex')}
    task: classification
    target: species
    path: iris-test.csv
`;

it('real versions in a real repository stand side by side, in JSON, in a terminal and on a page', async () => {
  const scene = new CommandScene(await temporaryFolder());
  await scene.answer('init', 'registry');
  scene.commit({ 'registry.yaml': `${scene.read('registry.yaml')}${pinned}`, 'iris-test.csv': test });
  for (const [path, metrics] of [
    ['baseline/model.joblib', 'baseline'],
    ['worse/model.joblib', 'worse'],
  ] as const)
    await scene.answer(
      'register',
      'iris',
      join(irisExamples, path),
      '--metrics',
      join(irisExamples, metrics, 'metrics.json'),
    );
  for (const ref of ['iris@1.0.0', 'iris@1.0.1']) await scene.answer('evaluate', ref);

  const { rows, versions, trends, page } = await scene.answer('compare', 'iris@1.0.0', 'iris', '--html', 'page.html');
  const { code, stdout } = await scene.run(['compare', 'iris@1.0.0', 'iris']);

  const accuracy = rows.find(({ field }: { field: string }) => field === 'verified.accuracy');
  expect(accuracy).toMatchObject({ dataset: 'iris-test', values: [0.92, 0.66], measurements: [{}, { better: false }] });
  expect(versions[1]).toMatchObject({ version: '1.0.1', against: { better: 0 } });
  expect(trends.length).toBeGreaterThan(5);
  expect(await readFile(page, 'utf8')).toContain('<h1>iris: 1.0.0 and 1.0.1</h1>');
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^ {2}accuracy +0\.92 +0\.66 {2}▼ −0\.26, worse$/m)]);

  const codes = await Promise.all(
    [['iris'], ['iris', 'iris@9.9.9'], ['iris', 'nothing'], ['iris', 'iris@../..']].map(async (refs) => {
      const { code } = await scene.run(['compare', ...refs]);
      return code;
    }),
  );
  expect(codes).toEqual([2, 4, 4, 2]);
});
