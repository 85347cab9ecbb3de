import { expect, test } from 'vitest';
import { memoryModelRuntime } from '../../adapters/memory/memory-model-runtime.ts';
import { MergelineError } from '../../core/errors.ts';
import type { ModelRuntime } from '../../core/ports/model-toolchain.ts';
import { bad, csv, good, noRegression, pinned, withData } from './support/flowers.ts';
import { linearModel, modelFile } from './support/memory-registry.ts';
import { reviewed } from './support/policies.ts';
import { bringTo, propose, registerIris } from './support/scenes.ts';

test('computes what the gates compare on while it judges, with nothing recorded', async () => {
  const registry = await withData(noRegression());
  await registerIris(registry, good, bad);
  const first = await bringTo(registry, 'iris@1.0.0');
  expect(first.verdicts).toContainEqual(expect.objectContaining({ gate: 'no-regression', verdict: 'skipped' }));
  await expect(propose(registry, 'iris@1.0.1')).rejects.toMatchObject({
    code: 'GATE_FAILED',
    verdicts: expect.arrayContaining([
      expect.objectContaining({ gate: 'no-regression', verdict: 'fail', reason: expect.stringContaining('accuracy') }),
    ]),
  });
  expect((await registry.as('ann').models.show('iris@1.0.1')).evaluations).toEqual([]);
});

test.each([
  ['a better one', bad, good, 0, true],
  ['an equal one', good, good, 0, true],
  ['a worse one within the tolerance', good, bad, 0.5, true],
  ['a worse one beyond the tolerance', good, bad, 0.4, false],
])('lets %s follow the incumbent or not', async (_, incumbent, candidate, tolerance, passes) => {
  const registry = await withData(noRegression(tolerance));
  await registerIris(registry, incumbent);
  const files = { model: 'iris', files: linearModel(candidate) };
  await registry.as('ann').models.register({ ...files, bump: 'minor' });
  await bringTo(registry, 'iris@1.0.0');
  const outcome = await bringTo(registry, 'iris@1.1.0').then(
    () => true,
    () => false,
  );
  expect(outcome).toBe(passes);
});

test('fails as not comparable when the incumbent cannot be measured', async () => {
  const registry = await withData('- gate: scan');
  await registry.as('ann').models.register({ model: 'iris', files: [modelFile('a.bin', 'x')] });
  await registerIris(registry, good);
  await bringTo(registry, 'iris@1.0.0');
  await registry.edit({ 'registry.yaml': reviewed(noRegression(), pinned(csv, 'data/flowers.csv')) });
  await expect(propose(registry, 'iris@1.0.1')).rejects.toMatchObject({
    verdicts: expect.arrayContaining([
      expect.objectContaining({ gate: 'no-regression', reason: expect.stringContaining('Not comparable') }),
    ]),
  });
});

test('measures again while it judges what an older program recorded without the metric of a gate', async () => {
  const gates = '- gate: metric\n  metric: log_loss\n  max: 5';
  const registry = await withData(gates);
  await registerIris(registry, good);
  const { plan } = await registry.as('ann').evidence.evaluate({ ref: 'iris@1.0.0', dryRun: true });
  const [file] = plan?.files ?? [];
  await registry.edit({ [file?.path ?? '']: (file?.content ?? '').replace(/^ {2}log_loss:.*\n/m, '') });
  const { verdicts } = await bringTo(registry, 'iris@1.0.0');
  expect(verdicts).toContainEqual(
    expect.objectContaining({ gate: 'metric', verdict: 'pass', reason: expect.stringMatching(/^log_loss on flowers/) }),
  );
});

test('fails a gate whose data set lies in the registry with other bytes than the pinned ones', async () => {
  const registry = await withData('- gate: evaluated\n  dataset: flowers');
  await registerIris(registry, good);
  await registry.edit({ 'data/flowers.csv': csv.replace('left', 'right') });
  await expect(propose(registry, 'iris@1.0.0')).rejects.toMatchObject({ code: 'GATE_FAILED' });
});

test('judges again on new data when the pin moves between proposal and merge', async () => {
  const registry = await withData(noRegression());
  await registerIris(registry, good, 2);
  await bringTo(registry, 'iris@1.0.0');
  const id = await propose(registry, 'iris@1.0.1');
  const other = `x,y,label\n1,1.5,right\n3,1,left\n`;
  await registry.edit({
    'registry.yaml': reviewed(noRegression(), pinned(other, 'data/flowers.csv')),
    'data/flowers.csv': other,
  });
  await expect(registry.as('bob').proposals.merge(id)).rejects.toMatchObject({ code: 'GATE_FAILED' });
});

/** Every model breaks while it predicts, as long as `breaks` says so. */
function breakingRuntime(breaks: () => boolean): ModelRuntime {
  return {
    async load(model) {
      const predictor = await memoryModelRuntime.load(model);
      return {
        signature: predictor.signature,
        close: () => predictor.close(),
        async predict(rows) {
          if (breaks()) throw new MergelineError('MODEL_FAILED', 'The model did not answer within 60 s.');
          return await predictor.predict(rows);
        },
      };
    },
  };
}

test.each([
  '- gate: evaluated\n  dataset: flowers',
  '- gate: metric\n  metric: accuracy\n  min: 0.5\n  dataset: flowers',
])('a model that breaks while it is judged fails %j with the reason', async (gates) => {
  const registry = await withData(
    gates,
    csv,
    breakingRuntime(() => true),
  );
  await registerIris(registry, good);
  const refusal = {
    code: 'GATE_FAILED',
    exitCode: 3,
    verdicts: expect.arrayContaining([
      expect.objectContaining({
        verdict: 'fail',
        reason: expect.stringMatching(/evaluation on flowers.* It could not be measured now: .* within 60 s\.$/),
      }),
    ]),
  };
  await expect(registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'production' })).rejects.toMatchObject(
    refusal,
  );
  await expect(registry.as('ann').evidence.evaluate({ ref: 'iris@1.0.0' })).rejects.toMatchObject({
    code: 'MODEL_FAILED',
    exitCode: 2,
  });
  expect((await registry.as('ann').models.show('iris@1.0.0')).evaluations).toEqual([]);
});

test('an incumbent that breaks fails the comparison with its reason, not the gates that look at the candidate alone', async () => {
  let breaks = false;
  const gates = `- gate: metric\n  metric: accuracy\n  min: 0.5\n  dataset: flowers\n${noRegression()}`;
  const registry = await withData(
    gates,
    csv,
    breakingRuntime(() => breaks),
  );
  await registerIris(registry, good, bad);
  await bringTo(registry, 'iris@1.0.0');
  await registry.as('ann').evidence.evaluate({ ref: 'iris@1.0.1' });
  breaks = true;
  const promoting = registry.as('ann').stages.promote({ ref: 'iris@1.0.1', to: 'production' });
  await expect(promoting).rejects.toMatchObject({
    verdicts: expect.arrayContaining([
      expect.objectContaining({ gate: 'metric', verdict: 'pass' }),
      expect.objectContaining({
        gate: 'no-regression',
        verdict: 'fail',
        reason: expect.stringContaining('the incumbent 1.0.0 has no evaluation'),
      }),
    ]),
  });
  await expect(promoting).rejects.toMatchObject({
    verdicts: expect.arrayContaining([
      expect.objectContaining({
        gate: 'no-regression',
        reason: expect.stringContaining('It could not be measured now'),
      }),
    ]),
  });
});
