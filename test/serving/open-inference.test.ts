import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestOf } from '../../core/domain/digest.ts';
import { type PredictionServer, startPredictionServer } from '../../serving/start-prediction-server.ts';
import { servedModel, setosa, sumPredictor, virginica } from './linear-iris.ts';

let server: PredictionServer;
beforeAll(async () => {
  const models = [servedModel('iris'), servedModel('risk/fraud', sumPredictor())];
  server = await startPredictionServer({ models, port: 0, release: '9.9.9' });
});
afterAll(() => server.close());

const tensor = { name: 'X', shape: [2, 4], datatype: 'FP64', data: [...setosa, ...virginica] };

describe('metadata', () => {
  test.each([
    ['/v2', { name: 'mergeline', version: '9.9.9', extensions: [] }],
    ['/v2/', { name: 'mergeline', version: '9.9.9', extensions: [] }],
    ['/v2/health/live', { live: true }],
    ['/v2/health/ready', { ready: true }],
    ['/v2/models', { models: ['iris', 'risk/fraud'] }],
    ['/v2/models/iris/ready', { name: 'iris', ready: true }],
    ['/v2/models/risk%2Ffraud/versions/1.2.0/ready', { name: 'risk/fraud', ready: true }],
  ])('%s is answered', async (path, body) => {
    expect(await get(path)).toEqual({ status: 200, body });
  });

  test('a model tells its tensors, with free dimensions as -1', async () => {
    const metadata = {
      name: 'iris',
      versions: ['1.2.0'],
      platform: 'onnx_onnxv1',
      inputs: [{ name: 'X', datatype: 'FP64', shape: [-1, 4] }],
      outputs: [
        { name: 'label', datatype: 'BYTES', shape: [-1] },
        { name: 'probabilities', datatype: 'FP64', shape: [-1, 3] },
      ],
      properties: {
        manifestDigest: digestOf('iris'),
        task: 'classification',
        classes: ['setosa', 'versicolor', 'virginica'],
      },
    };
    expect(await get('/v2/models/iris')).toEqual({ status: 200, body: metadata });
    expect(await get('/v2/models/iris/versions/1.2.0')).toEqual({ status: 200, body: metadata });
  });
});

describe('infer', () => {
  test('answers every output with name, datatype, shape and flat data', async () => {
    expect(await infer('iris', { id: '42', inputs: [tensor] })).toEqual({
      status: 200,
      body: {
        model_name: 'iris',
        model_version: '1.2.0',
        id: '42',
        outputs: [
          { name: 'label', datatype: 'BYTES', shape: [2], data: ['setosa', 'virginica'] },
          { name: 'probabilities', datatype: 'FP64', shape: [2, 3], data: Array(6).fill(expect.any(Number)) },
        ],
      },
    });
  });

  test('an id is echoed only if there was one', async () => {
    expect((await infer('iris', { inputs: [tensor] })).body).not.toHaveProperty('id');
  });

  test('nested data is the same as flat data', async () => {
    const flat = await infer('iris', { inputs: [tensor] });
    expect(await infer('iris', { inputs: [{ ...tensor, data: [setosa, virginica] }] })).toEqual(flat);
  });

  test('only the outputs that are asked for are answered, in the asked order', async () => {
    const outputs = [{ name: 'probabilities' }, { name: 'label' }];
    const { body } = await infer('iris', { inputs: [tensor], outputs });
    expect(body.outputs.map(({ name }) => name)).toEqual(['probabilities', 'label']);
  });

  test('several inputs go together row by row, in whatever order they are sent', async () => {
    const a = { name: 'a', shape: [3, 1], datatype: 'FP64', data: [0.5, 1.5, 2.5] };
    const b = { name: 'b', shape: [3, 1], datatype: 'INT64', data: [[1], [2], [3]] };
    expect((await infer('risk/fraud/versions/1.2.0', { inputs: [b, a] })).body.outputs).toEqual([
      { name: 'sum', datatype: 'FP64', shape: [3, 1], data: [1.5, 3.5, 5.5] },
    ]);
  });

  test('a batch of none is answered with a batch of none', async () => {
    const { body } = await infer('iris', { inputs: [{ ...tensor, shape: [0, 4], data: [] }] });
    expect(body.outputs).toEqual([
      { name: 'label', datatype: 'BYTES', shape: [0], data: [] },
      { name: 'probabilities', datatype: 'FP64', shape: [0, 3], data: [] },
    ]);
  });

  test.each<[string, unknown, RegExp]>([
    ['a request that is a list', [], /no JSON object/],
    ['a request without inputs', {}, /inputs is not a list/],
    ['an id that is a number', { id: 1, inputs: [tensor] }, /id is not a text/],
    ['no input', { inputs: [] }, /The input "X" is missing/],
    ['an input without a name', { inputs: [{ ...tensor, name: undefined }] }, /inputs\[0\] has no name/],
    ['an input that the model has not', { inputs: [tensor, { ...tensor, name: 'Y' }] }, /no input "Y"; it has X/],
    ['an input twice', { inputs: [tensor, tensor] }, /inputs has "X" twice/],
    [
      'an output twice',
      { inputs: [tensor], outputs: [{ name: 'label' }, { name: 'label' }] },
      /outputs has "label" twice/,
    ],
    [
      'an output that the model has not',
      { inputs: [tensor], outputs: [{ name: 'Y' }] },
      /no output "Y"; it has label, prob/,
    ],
    [
      'another datatype',
      { inputs: [{ ...tensor, datatype: 'FP32' }] },
      /has the datatype "FP32"; the model takes FP64/,
    ],
    [
      'another number of columns',
      { inputs: [{ ...tensor, shape: [4, 2] }] },
      /the shape \[4,2\]; the model takes \[-1, 4\]/,
    ],
    ['a shape of another rank', { inputs: [{ ...tensor, shape: [8] }] }, /the shape \[8\]/],
    ['a negative dimension', { inputs: [{ ...tensor, shape: [-2, 4] }] }, /the shape \[-2,4\]/],
    ['a fraction for a dimension', { inputs: [{ ...tensor, shape: [1.5, 4] }] }, /the shape \[1.5,4\]/],
    [
      'a shape whose product overflows',
      { inputs: [{ ...tensor, shape: [2 ** 52, 4] }] },
      /the shape \[4503599627370496,4\]/,
    ],
    ['no shape', { inputs: [{ ...tensor, shape: undefined }] }, /the shape nothing/],
    ['too few values', { inputs: [{ ...tensor, data: setosa }] }, /has 4 values; its shape \[2, 4\] asks for 8/],
    ['no data', { inputs: [{ ...tensor, data: undefined }] }, /has no list of data/],
    [
      'data that nests too deep',
      { inputs: [{ ...tensor, data: [[[1, 2]], [[3, 4]]] }] },
      /nests deeper than its shape/,
    ],
    ['an object for a value', { inputs: [{ ...tensor, data: [{}, 1, 1, 1, 1, 1, 1, 1] }] }, /or holds an object/],
    [
      'a text for a number',
      { inputs: [{ ...tensor, data: [...setosa, '1', 1, 1, 1] }] },
      /rows\[1\]\.sepal_l is "1", not a number/,
    ],
    ['a binary tensor', { inputs: [{ ...tensor, parameters: { binary_data_size: 64 } }] }, /is binary/],
  ])('%s is refused with 400 in the words of the protocol', async (_, request, message) => {
    const { status, body } = await infer('iris', request);
    expect(body).toEqual({ error: expect.stringMatching(message) });
    expect(status).toBe(400);
  });

  test('inputs of different lengths are refused', async () => {
    const a = { name: 'a', shape: [1, 1], datatype: 'FP64', data: [0.5] };
    const b = { name: 'b', shape: [2, 1], datatype: 'INT64', data: [1, 2] };
    expect((await infer('risk/fraud', { inputs: [a, b] })).body).toEqual({
      error: 'The inputs have different numbers of rows.',
    });
  });
});

test.each(['/v2/models/irs', '/v2/models/iris/versions/1.0.0', '/v2/nowhere'])(
  '%s is 404 in the words of the protocol',
  async (path) => {
    expect(await get(path)).toEqual({ status: 404, body: { error: expect.stringContaining(path) } });
  },
);

async function get(path: string) {
  const answer = await fetch(server.url + path);
  return { status: answer.status, body: await answer.json() };
}

interface InferAnswer {
  readonly outputs: readonly { readonly name: string }[];
}

async function infer(model: string, request: unknown) {
  const answer = await fetch(`${server.url}/v2/models/${model}/infer`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  return { status: answer.status, body: (await answer.json()) as InferAnswer };
}
