import { expect, test } from 'vitest';
import { digestOf } from '../../../core/domain/digest.ts';
import { MergelineError } from '../../../core/errors.ts';
import type { LabelledData } from '../../../core/ports/dataset.ts';
import type { RegisterRequest } from '../../../core/requests.ts';
import { decode } from '../../../registry-schema/codec.ts';
import { linearModel, type MemoryRegistry, memoryRegistry, modelFile } from '../support/memory-registry.ts';
import { threeStages } from '../support/policies.ts';

/** The model of weight 1 takes the larger column: it errs on the last row. */
const rows = 'x,y,side\n2,1,left\n1,2,right\n3,1,left\n1,0,right\n';
const digest = digestOf(rows);
const pinned = `${threeStages}
datasets:
  - name: sides
    digest: "${digest}"
    task: classification
    target: side
`;

const manifest = 'models/iris/versions/1.0.0.yaml';
const evaluations = 'models/iris/evaluations/1.0.0/';

test('the metrics that were computed are reported, with those that were given', async () => {
  const registry = await memoryRegistry(threeStages);

  const answer = await register(registry, { metrics: { auc: 0.7, accuracy: 0.75 } });

  expect(answer.evaluation).toMatchObject({
    task: 'classification',
    rows: 4,
    metrics: { accuracy: 0.75, recall: 0.75 },
    dataset: { name: 'eval', digest, rows: 4 },
    pinnedAs: null,
  });
  expect(await readManifest(registry)).toMatchObject({
    metrics: { auc: 0.7, accuracy: 0.75, recall: 0.75, f1_micro: 0.75 },
    datasets: [{ name: 'eval', digest, rows: 4 }],
  });
  expect(await evaluationsOf(registry)).toEqual([]);
});

test('a metric that was reported otherwise is refused with both values, and nothing is written', async () => {
  const registry = await memoryRegistry(threeStages);
  const before = await registry.tip();

  const refusal = await refusalOf(register(registry, { metrics: { accuracy: 0.99, recall: 0.75 } }));

  expect(refusal).toMatchObject({ code: 'INPUT_INVALID', details: [{ path: 'accuracy' }] });
  expect(refusal.message).toContain('0.99');
  expect(refusal.message).toContain('0.75');
  expect(await registry.tip()).toBe(before);
});

test('a data set that is called like the data of the evaluation must be them', async () => {
  const registry = await memoryRegistry(threeStages);
  const others = [{ name: 'eval', digest: digestOf('others') }];

  expect((await register(registry, { datasets: [{ name: 'eval', digest }] })).created).toBe(true);
  expect(await refusalOf(register(registry, { datasets: others }))).toMatchObject({ code: 'INPUT_INVALID' });
});

test('a pinned data set makes the measurement evidence, also for gates of the stage that is asked for', async () => {
  const policy = pinned.replace(
    '    aliases: [dev]\n',
    '    aliases: [dev]\n    gates: [{ gate: metric, metric: accuracy, min: 0.7, dataset: sides }]\n',
  );
  const registry = await memoryRegistry(policy);

  const answer = await register(registry, { stage: 'dev' });

  expect(answer.evaluation).toMatchObject({
    pinnedAs: 'sides',
    evidence: { created: true, metrics: { accuracy: 0.75 } },
  });
  expect(await evaluationsOf(registry)).toHaveLength(1);
  expect(answer.promotion).toMatchObject({ stage: 'development', created: true });
});

test('the same again has the same content and writes nothing', async () => {
  const registry = await memoryRegistry(pinned);
  await register(registry, {});
  const before = await registry.tip();

  const again = await register(registry, { metrics: { accuracy: 0.75 } });

  expect(again).toMatchObject({ version: '1.0.0', created: false, evaluation: { evidence: { created: false } } });
  expect(await registry.tip()).toBe(before);
});

test('evidence that a killed process did not get to is recorded by the same again', async () => {
  const registry = await memoryRegistry(threeStages);
  await register(registry, {});
  await registry.edit({ 'registry.yaml': pinned });

  const again = await register(registry, {});

  expect(again).toMatchObject({ created: false, evaluation: { evidence: { created: true } } });
  expect(await evaluationsOf(registry)).toHaveLength(1);
});

test('a dry run measures, says where it would count, and writes nothing', async () => {
  const registry = await memoryRegistry(pinned);
  const before = await registry.tip();

  const answer = await register(registry, { dryRun: true });

  expect(answer.evaluation).toMatchObject({ pinnedAs: 'sides', metrics: { accuracy: 0.75 } });
  expect(answer.evaluation?.evidence).toBeUndefined();
  expect(await registry.tip()).toBe(before);
});

test('a proposed version waits with its evidence for the merge', async () => {
  const registry = await memoryRegistry(pinned);

  const answer = await register(registry, { propose: true });

  expect(answer.warnings.join()).toContain('mergeline evaluate iris@1.0.0 --dataset sides');
  expect(await evaluationsOf(registry)).toEqual([]);
});

test('evidence that cannot be had leaves the version registered', async () => {
  const registry = await memoryRegistry(pinned.replace('target: side', 'target: colour'));

  const answer = await register(registry, {});

  expect(answer).toMatchObject({ created: true, evaluation: { pinnedAs: 'sides' } });
  expect(answer.warnings.join()).toContain('It was registered, but not evaluated on sides');
});

test('a model that cannot be served is not registered with a measurement', async () => {
  const registry = await memoryRegistry(threeStages);
  const files = [modelFile('model.bin', 'something else')];

  expect(await refusalOf(register(registry, { files }))).toMatchObject({ code: 'MODEL_UNSUPPORTED' });
  expect(await registry.paths()).toEqual(['registry.yaml']);
});

function register(registry: MemoryRegistry, request: Partial<RegisterRequest>) {
  const evaluation: LabelledData = {
    source: {
      name: 'test.csv',
      async *open() {
        yield new TextEncoder().encode(rows);
      },
    },
    target: 'side',
  };
  return registry.as('ann').models.register({ model: 'iris', files: linearModel(1), evaluation, ...request });
}

async function readManifest(registry: MemoryRegistry) {
  const text = await registry.read(manifest);
  return decode('ModelVersion', new TextEncoder().encode(text), { file: manifest });
}

async function evaluationsOf(registry: MemoryRegistry) {
  return (await registry.paths()).filter((path) => path.startsWith(evaluations));
}

async function refusalOf(promise: Promise<unknown>): Promise<MergelineError> {
  const error = await promise.catch((thrown: unknown) => thrown);
  if (error instanceof MergelineError) return error;
  throw new Error('it was not refused', { cause: error });
}
