import { describe, expect, it } from 'vitest';
import { ProtobufWriter } from '../../../conversion/emit/protobuf-writer.ts';
import { defaultLimits } from '../../../conversion/limits.ts';
import { readOnnx } from '../../../conversion/onnx/onnx-model.ts';
import { signatureOf } from '../../../conversion/onnx/onnx-signature.ts';
import { openModel } from '../../../conversion/open-model.ts';
import { UnsupportedModel } from '../../../conversion/unsupported.ts';
import { refusalOf } from '../support/refusal-of.ts';

const message = () => new ProtobufWriter();

interface Parts {
  readonly inputs?: readonly ProtobufWriter[];
  readonly outputs?: readonly ProtobufWriter[];
  readonly weights?: readonly ProtobufWriter[];
  readonly properties?: Readonly<Record<string, string>>;
}

function modelOf({
  inputs = [tensor('x', 1, ['N', 2])],
  outputs = [tensor('y', 1, ['N', 1])],
  weights = [],
  properties = {},
}: Parts): Uint8Array {
  const graph = message().message(1, message().text(1, 'x').text(2, 'y').text(4, 'Identity'));
  for (const weight of weights) graph.message(5, weight);
  for (const input of inputs) graph.message(11, input);
  for (const output of outputs) graph.message(12, output);
  const model = message().integer(1, 8).text(2, 'test').message(7, graph).message(8, message().integer(2, 17));
  for (const [key, value] of Object.entries(properties)) model.message(14, message().text(1, key).text(2, value));
  return model.finish();
}

function tensor(name: string, type: number, shape?: readonly (string | number)[]): ProtobufWriter {
  const dimensions = message();
  for (const size of shape ?? []) {
    dimensions.message(1, typeof size === 'number' ? message().integer(1, size) : message().text(2, size));
  }
  const described = message().integer(1, type);
  if (shape !== undefined) described.message(2, dimensions);
  return message().text(1, name).message(2, message().message(1, described));
}

const externalWeight = (location: string) =>
  message().text(8, 'weights').message(13, message().text(1, 'location').text(2, location)).integer(14, 1);

describe('readOnnx', () => {
  it('tells opset, producer, inputs and outputs', () => {
    expect(readOnnx(modelOf({}), 8)).toMatchObject({
      irVersion: 8,
      producer: 'test',
      opsets: new Map([['', 17]]),
      inputs: [{ name: 'x', elementType: 1, shape: [null, 2] }],
      outputs: [{ name: 'y', elementType: 1, shape: [null, 1] }],
      operators: ['Identity'],
    });
  });

  it('does not take weights for inputs', () => {
    const bytes = modelOf({
      inputs: [tensor('x', 1, ['N', 2]), tensor('weights', 1, [2, 1])],
      weights: [message().text(8, 'weights')],
    });
    expect(readOnnx(bytes, 8).inputs.map(({ name }) => name)).toEqual(['x']);
  });

  it('refuses a message that has no graph', () => {
    expect(refusalOf(() => readOnnx(message().integer(1, 8).finish(), 8)).code).toBe('MODEL_UNREADABLE');
  });
});

describe('weights beside an ONNX file', () => {
  const open = (location: string, ...others: string[]) =>
    openModel(
      [
        { path: 'folder/model.onnx', bytes: modelOf({ weights: [externalWeight(location)] }) },
        ...others.map((path) => ({ path, bytes: Buffer.from('\x80\x04 begins like a pickle', 'latin1') })),
      ],
      { limits: defaultLimits },
    );

  it('are found in its folder', () => {
    expect(open('weights.bin', 'folder/weights.bin')).toMatchObject({ external: [{ path: 'folder/weights.bin' }] });
  });

  it.each(['/etc/passwd', '../secret', 'a/../../b', 'C:/weights', 'a\\b', ''])(
    'are refused under the path %j',
    (location) => {
      expect(refusalOf(() => open(location, 'folder/weights.bin')).message).toContain('which cannot be used');
    },
  );

  it('are missed by name', () => {
    expect(refusalOf(() => open('weights.bin')).message).toContain(
      'keeps weights in folder/weights.bin, which is not there',
    );
  });
});

describe('signatureOf', () => {
  const signature = (parts: Parts) => signatureOf(readOnnx(modelOf(parts), 8));

  it.each([
    ['a label and scores', [tensor('label', 7, ['N']), tensor('probabilities', 1, ['N', 3])], 'classification'],
    ['a label alone', [tensor('output_label', 8, ['N'])], 'classification'],
    ['one number', [tensor('variable', 1, ['N', 1])], 'regression'],
    ['one number without a column', [tensor('y', 11, ['N'])], 'regression'],
    ['many numbers', [tensor('embedding', 1, ['N', 768])], 'other'],
    ['two tables', [tensor('a', 1, ['N', 1]), tensor('b', 1, ['N', 1])], 'other'],
  ])('tells the task from %s', (_, outputs, task) => {
    expect(signature({ outputs }).task).toBe(task);
  });

  it('believes our own files what they say', () => {
    const properties = {
      'mergeline.task': 'classification',
      'mergeline.classes': '["no","yes"]',
      'mergeline.columns': '["age","income"]',
    };
    expect(signature({ properties })).toMatchObject({
      task: 'classification',
      classes: ['no', 'yes'],
      inputs: [{ name: 'x', columns: ['age', 'income'] }],
    });
  });

  it('does not trip over properties that are no JSON', () => {
    expect(signature({ properties: { 'mergeline.classes': '{', 'mergeline.columns': '7' } })).not.toHaveProperty(
      'classes',
    );
  });

  it.each([
    ['an input that is no tensor', { inputs: [message().text(1, 'x')] }, 'x'],
    ['an input of an odd type', { inputs: [tensor('x', 10, ['N', 2])] }, 'x'],
    ['an input of no rows', { inputs: [tensor('x', 1, [])] }, 'x'],
    ['an output that is no tensor', { outputs: [message().text(1, 'y')] }, 'y'],
    ['no input', { inputs: [] }, undefined],
  ])('refuses %s by name', (_, parts, path) => {
    const error = refusalOf(() => signature(parts));
    expect(error).toBeInstanceOf(UnsupportedModel);
    expect(error).toHaveProperty('path', path);
  });
});
