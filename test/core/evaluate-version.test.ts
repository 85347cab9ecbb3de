import { expect, test } from 'vitest';
import { digestOf } from '../../core/domain/digest.ts';
import { evaluateVersion } from '../../core/evaluate-version.ts';
import { promoteVersion } from '../../core/promote-version.ts';
import { editedWorkTree } from './support/edited-work-tree.ts';
import { bad, csv, good, noRegression, pinned, source, withData } from './support/flowers.ts';
import { linearModel, memoryRegistry, modelFile } from './support/memory-registry.ts';
import { reviewed } from './support/policies.ts';
import { registerIris } from './support/scenes.ts';

test('computes and records the metrics of a version on the pinned data set', async () => {
  const registry = await withData('- gate: servable');
  await registerIris(registry, bad);
  const answer = await registry.as('ann').evidence.evaluate({ ref: 'iris@latest' });
  expect(answer).toMatchObject({
    model: 'iris',
    version: '1.0.0',
    task: 'classification',
    rows: 4,
    metrics: { accuracy: 0.5 },
    dataset: { name: 'flowers', digest: digestOf(csv), rows: 4 },
    created: true,
  });
  expect(answer.perClass).toContainEqual(expect.objectContaining({ label: 'right', recall: 1, support: 2 }));
  expect((await registry.as('ann').models.show('iris@1.0.0')).evaluations).toMatchObject([
    { metrics: { accuracy: 0.5 }, evaluatedBy: 'ann' },
  ]);
});

test('asks which data set is meant where there are several, and names a command', async () => {
  const data = pinned(csv, 'data/flowers.csv');
  const other = data.replace('datasets:\n', '').replace('name: flowers', 'name: others');
  const registry = await memoryRegistry(reviewed('- gate: servable', `${data}${other}`));
  await registerIris(registry, good);
  await expect(registry.as('ann').evidence.evaluate({ ref: 'iris@latest' })).rejects.toMatchObject({
    code: 'USAGE',
    message: 'registry.yaml names several data sets: flowers, others.',
    hint: 'Say which one: mergeline evaluate iris@latest --dataset flowers',
  });
});

test('answers the same numbers on the same bytes with the evaluation that is there', async () => {
  const registry = await withData('- gate: servable');
  await registerIris(registry, good);
  await registry.as('ann').evidence.evaluate({ ref: 'iris@1.0.0' });
  const tip = await registry.tip();
  expect(await registry.as('bob').evidence.evaluate({ ref: 'iris@1.0.0' })).toMatchObject({
    created: false,
    commit: null,
    metrics: { accuracy: 1 },
  });
  expect(await registry.tip()).toBe(tip);
});

test('records again what an older program measured without intervals', async () => {
  const registry = await withData('- gate: servable');
  await registerIris(registry, good);
  const { plan } = await registry.as('ann').evidence.evaluate({ ref: 'iris@1.0.0', dryRun: true });
  const [file] = plan?.files ?? [];
  const older = (file?.content ?? '').replace(/^intervals:\n(?: .*\n)+/m, '');
  await registry.edit({ [(file?.path ?? '').replace('.yaml', '0.yaml')]: older });
  const answer = await registry.as('ann').evidence.evaluate({ ref: 'iris@1.0.0' });
  expect(answer).toMatchObject({
    created: true,
    intervals: { level: 0.95, wilson: { accuracy: [expect.any(Number), 1] } },
  });
  const { evaluations } = await registry.as('ann').models.show('iris@1.0.0');
  expect(evaluations.map(({ intervals }) => intervals !== undefined).sort()).toEqual([false, true]);
});

const regions = 'x,y,label,region\n1,0,left,north\n2,0,left,\n0,1,right,south\n0,3,right,south\n';

test('records the metrics of each value of a column that is no input of the model', async () => {
  const registry = await withData('- gate: servable', regions);
  await registry.as('ann').models.register({ model: 'iris', files: linearModel(bad) });
  await registry.as('ann').evidence.evaluate({ ref: 'iris@1.0.0' });
  const sliced = { ref: 'iris@1.0.0', slices: ['region', 'x', 'region'] };
  expect(await registry.as('ann').evidence.evaluate(sliced)).toMatchObject({
    created: true,
    metrics: { accuracy: 0.5 },
  });
  expect(await registry.as('ann').evidence.evaluate(sliced)).toMatchObject({ created: false });

  const [, evaluation] = (await registry.as('ann').models.show('iris@1.0.0')).evaluations;
  expect(
    evaluation?.slices?.map(({ column, value, rows, metrics }) => [column, value, rows, metrics['accuracy']]),
  ).toEqual([
    ['region', 'north', 1, 0],
    ['region', 'south', 2, 1],
    ['region', null, 1, 0],
    ['x', 0, 2, 1],
    ['x', 1, 1, 0],
    ['x', 2, 1, 0],
  ]);
});

test('refuses to slice by a column that is not there', async () => {
  const registry = await withData('- gate: servable', regions);
  await registry.as('ann').models.register({ model: 'iris', files: linearModel(good) });
  const asked = registry.as('ann').evidence.evaluate({ ref: 'iris@1.0.0', slices: ['regoin'] });
  await expect(asked).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    message: expect.stringContaining('no column "regoin", by which it should be sliced'),
    hint: expect.stringContaining('region'),
  });
});

test('refuses other bytes than the pinned ones', async () => {
  const registry = await withData('- gate: servable');
  await registerIris(registry, good);
  const other = registry.as('ann').evidence.evaluate({ ref: 'iris@1.0.0', data: source(csv.replace('left', 'right')) });
  await expect(other).rejects.toMatchObject({ code: 'DIGEST_MISMATCH', exitCode: 6 });
});

test.each([
  ['an unknown data set', { dataset: 'trees' }, 'NOT_FOUND'],
  ['an unknown version', { ref: 'iris@9.0.0' }, 'NOT_FOUND'],
])('refuses %s', async (_, change, code) => {
  const registry = await withData('- gate: servable');
  await registerIris(registry, good);
  const asked = registry.as('ann').evidence.evaluate({ ref: 'iris@1.0.0', ...change });
  await expect(asked).rejects.toMatchObject({ code });
});

test('says where the bytes are wanted when the registry does not hold them', async () => {
  const registry = await memoryRegistry(reviewed('- gate: servable', pinned(csv)));
  await registerIris(registry, good);
  await expect(registry.as('ann').evidence.evaluate({ ref: 'iris@1.0.0' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    hint: expect.stringContaining('--data'),
  });
  expect(await registry.as('ann').evidence.evaluate({ ref: 'iris@1.0.0', data: source(csv) })).toMatchObject({
    metrics: { accuracy: 1 },
  });
});

test('refuses to evaluate what cannot be served', async () => {
  const registry = await withData('- gate: servable');
  await registry.as('ann').models.register({ model: 'notes', files: [modelFile('a.bin', 'x')] });
  await expect(registry.as('ann').evidence.evaluate({ ref: 'notes@1.0.0' })).rejects.toMatchObject({
    code: 'MODEL_UNSUPPORTED',
  });
});

test('proposes an evaluation where the policy gates them, one for each data set', async () => {
  const rest = `${pinned(csv)}${pinned(`${csv}5,0,left\n`).replace('datasets:\n', '').replace('flowers', 'more')}`;
  const gated = `${rest}changes:\n  evaluation:\n    gates:\n      - gate: approvals\n        count: 1\n`;
  const registry = await memoryRegistry(reviewed('- gate: servable', gated));
  await registerIris(registry, good);
  const evaluate = (dataset: string, text: string) =>
    registry.as('ann').evidence.evaluate({ ref: 'iris@1.0.0', dataset, data: source(text) });
  const flowers = await evaluate('flowers', csv);
  const more = await evaluate('more', `${csv}5,0,left\n`);
  expect([flowers.proposal?.id, more.proposal?.id]).toEqual(['1', '2']);
  expect((await evaluate('flowers', csv)).proposal?.id).toBe('1');
  expect((await registry.as('ann').models.show('iris@1.0.0')).evaluations).toEqual([]);

  await expect(registry.as('ann').proposals.merge('1')).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
  await registry.as('bob').proposals.approve('1');
  await registry.as('bob').proposals.merge('1');
  expect((await registry.as('ann').models.show('iris@1.0.0')).evaluations).toMatchObject([
    { dataset: { name: 'flowers' } },
  ]);
});

test('refuses a registration proposal that brings an evaluation past the gate for evaluations', async () => {
  const rest = `${pinned(csv)}changes:\n  evaluation:\n    gates:\n      - gate: approvals\n        count: 1\n`;
  const registry = await memoryRegistry(reviewed('- gate: servable', rest));
  await registerIris(registry, good);
  const { plan } = await registry.as('ann').evidence.evaluate({ ref: 'iris@1.0.0', data: source(csv), dryRun: true });
  const registration = await registry.as('ann').models.register({
    model: 'iris',
    files: [modelFile('other.bin', 'x')],
    format: 'other',
    version: '1.0.1',
    propose: true,
  });
  const [file] = plan?.files ?? [];
  const path = (file?.path ?? '').replace('/1.0.0/', '/1.0.1/');
  const content = (file?.content ?? '').replace('version: "1.0.0"', 'version: "1.0.1"');
  await registry.editOn(registration.proposal?.branch ?? '', { [path]: content }, { as: 'ann' });
  await expect(registry.as('ann').proposals.merge('1')).rejects.toMatchObject({
    verdicts: expect.arrayContaining([expect.objectContaining({ gate: 'approvals', verdict: 'pending' })]),
  });
});

test('names the gates that look at the numbers, or none', async () => {
  const evaluated = async (gate: string) => {
    const registry = await withData(gate);
    await registerIris(registry, good);
    return (await registry.as('ann').evidence.evaluate({ ref: 'iris@1.0.0' })).gates;
  };

  expect(await evaluated(noRegression())).toEqual([{ stage: 'production', gate: 'no-regression' }]);
  expect(await evaluated('- gate: metric\n  metric: accuracy\n  min: 0.5')).toMatchObject([{ gate: 'metric' }]);
  expect(await evaluated('- gate: metric\n  metric: accuracy\n  min: 0.5\n  reported: true')).toEqual([]);
  expect(await evaluated('- gate: servable')).toEqual([]);
});

test('warns where registry.yaml is edited and not committed, also when it finds no data set', async () => {
  const workTree = editedWorkTree({ 'registry.yaml': 'edited' });
  const warning = 'registry.yaml is edited here and not committed; the committed one counts.';
  const registry = await withData('- gate: servable');
  await registerIris(registry, good);
  const context = { ...registry.contextOf('ann'), workTree };

  expect(await evaluateVersion({ ref: 'iris@1.0.0' }, context)).toMatchObject({ warnings: [warning] });
  await expect(evaluateVersion({ ref: 'iris@1.0.0', dataset: 'leaves' }, context)).rejects.toMatchObject({
    hint: expect.stringContaining(warning),
  });
  expect(await promoteVersion({ ref: 'iris@1.0.0', to: 'production' }, context)).toMatchObject({ warnings: [warning] });
});

test('tells how far it is', async () => {
  const registry = await withData('- gate: servable');
  await registerIris(registry, good);
  const steps: string[] = [];
  await registry.as('ann').evidence.evaluate({ ref: 'iris@1.0.0', onProgress: (step) => steps.push(step) });
  expect(steps).toEqual(['predicting, 0 of 4 rows']);
});
