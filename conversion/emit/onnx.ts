import type { Affine, Head, LinearClassifier, Model, Transform } from '../ir.ts';
import { Graph, type ValueInfo } from './graph.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

/** The oldest pair that has all we emit; every ONNX Runtime since 1.18 loads it. */
export const opset = 17;
const irVersion = 10;

/** Names of the graph's inputs and outputs. */
const names = { input: 'X', label: 'label', probabilities: 'probabilities', values: 'variable' } as const;

const rows = 'N';

/**
 * Writes the model as an ONNX file that computes in float64. The same model and properties give the same bytes.
 * @param properties become `metadata_props`, in the order of their names.
 */
export function emitOnnx(model: Model, properties: Readonly<Record<string, string>>): Uint8Array {
  const graph = new Graph();
  const features = emitTransforms(graph, model.transforms, names.input);
  const outputs = emitHead(graph, model.head, features);
  const input: ValueInfo = { name: names.input, type: 'float64', shape: [rows, model.input.width] };
  const file = new ProtobufWriter().integer(1, irVersion).text(2, 'mergeline');
  file.message(8, new ProtobufWriter().text(1, '').integer(2, opset));
  for (const name of Object.keys(properties).sort()) {
    file.message(14, new ProtobufWriter().text(1, name).text(2, properties[name] ?? ''));
  }
  // Last, so that a file that was cut off anywhere has no whole graph.
  return file.message(7, graph.finish('model', [input], outputs)).finish();
}

const operators = { add: 'Add', subtract: 'Sub', multiply: 'Mul', divide: 'Div' } as const;

function emitTransforms(graph: Graph, transforms: readonly Transform[], input: string): string {
  return transforms.reduce((value, transform, index) => {
    const name = `${transform.kind}_${index}`;
    if (transform.kind === 'clip') {
      const minimum = graph.numbers(`${name}_minimum`, [transform.minimum], []);
      const maximum = graph.numbers(`${name}_maximum`, [transform.maximum], []);
      return graph.node('Clip', [value, minimum, maximum], name);
    }
    const operand = graph.numbers(`${name}_operand`, transform.operand, [transform.operand.length]);
    return graph.node(operators[transform.kind], [value, operand], name);
  }, input);
}

function emitHead(graph: Graph, head: Head, features: string): ValueInfo[] {
  if (head.kind === 'linear-classifier') return emitClassifier(graph, head, features);
  const output = emitAffine(graph, head.scores, features, names.values);
  return [{ name: output, type: 'float64', shape: [rows, head.scores.outputs] }];
}

function emitAffine(
  graph: Graph,
  { outputs, inputs, weights, intercepts }: Affine,
  features: string,
  name: string,
): string {
  const coefficients = graph.numbers('coefficients', weights, [outputs, inputs]);
  return graph.node('Gemm', [features, coefficients, graph.numbers('intercepts', intercepts, [outputs])], name, {
    transB: 1,
  });
}

function emitClassifier(graph: Graph, head: LinearClassifier, features: string): ValueInfo[] {
  const scores = emitAffine(graph, head.scores, features, 'scores');
  const labels = graph.constant('classes', {
    type: head.classes.type,
    shape: [head.classes.values.length],
    values: head.classes.values,
  });
  graph.node('Gather', [labels, emitWinner(graph, head, scores)], names.label);
  emitProbabilities(graph, head, scores);
  return [
    { name: names.label, type: head.classes.type, shape: [rows] },
    { name: names.probabilities, type: 'float64', shape: [rows, head.classes.values.length] },
  ];
}

/** The index of the class, from the scores: probabilities round close ones to the same number. */
function emitWinner(graph: Graph, head: LinearClassifier, scores: string): string {
  if (head.scores.outputs > 1) return graph.node('ArgMax', [scores], 'winner', { axis: 1, keepdims: 0 });
  const positive = graph.node('Greater', [scores, graph.numbers('zero', [0], [])], 'is_second');
  const column = graph.node('Cast', [positive], 'winner_column', { to: 7 });
  const flat = graph.constant('flat', { type: 'int64', shape: [1], values: [-1] });
  return graph.node('Reshape', [column, flat], 'winner');
}

function emitProbabilities(graph: Graph, { link }: LinearClassifier, scores: string): string {
  const output = names.probabilities;
  switch (link) {
    case 'softmax':
      return graph.node('Softmax', [scores], output, { axis: 1 });
    case 'signed-softmax': {
      const both = graph.node('Concat', [graph.node('Neg', [scores], 'negated'), scores], 'both', { axis: 1 });
      return graph.node('Softmax', [both], output, { axis: 1 });
    }
    case 'sigmoid': {
      const second = graph.node('Sigmoid', [scores], 'second');
      const first = graph.node('Sub', [graph.numbers('one', [1], []), second], 'first');
      return graph.node('Concat', [first, second], output, { axis: 1 });
    }
    case 'normalized-sigmoid': {
      const parts = graph.node('Sigmoid', [scores], 'parts');
      const axis = graph.constant('class_axis', { type: 'int64', shape: [1], values: [1] });
      return graph.node('Div', [parts, graph.node('ReduceSum', [parts, axis], 'sum', { keepdims: 1 })], output);
    }
  }
}
