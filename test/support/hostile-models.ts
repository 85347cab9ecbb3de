import { Graph, type ValueInfo } from '../../conversion/emit/graph.ts';
import { ProtobufWriter } from '../../conversion/emit/protobuf-writer.ts';
import type { Signature } from '../../core/domain/manifest.ts';

/** Numbers are those of onnx.proto3. */
const attributeTypeGraph = 5;
const int64Type = 7;
const [nodeField, attributeField] = [1, 5];

const rows: ValueInfo = { name: 'X', type: 'float64', shape: ['N', 4] };
const answers: ValueInfo = { name: 'variable', type: 'float64', shape: ['N', 1] };

/** What all models here say of themselves: regressors of iris-like rows. */
export const hostileSignature: Signature = {
  task: 'regression',
  inputs: [{ name: 'X', type: 'float64', shape: [null, 4] }],
  outputs: [{ name: 'variable', type: 'float64', shape: [null, 1] }],
};

/** Loads at once and, on any rows, adds 2^62 times: it never answers. */
export function endlessModel(): Uint8Array {
  const graph = new Graph();
  const sum = graph.node('ReduceSum', ['X', whole(graph, 'axis', 1)], 'sum');
  return modelOf(graph, [answers], loop(graph, sum, answers.name));
}

/** Answers rows whose values add up to nine at most; with others it never ends, so that trying it out does not tell. */
export function lurkingModel(): Uint8Array {
  const graph = new Graph();
  const sum = graph.node('ReduceSum', ['X', whole(graph, 'axis', 1)], 'sum');
  const total = graph.node('ReduceSum', ['X', whole(graph, 'axes', 0, 1)], 'total', { keepdims: 0 });
  const over = graph.node('Relu', [graph.node('Sub', [total, graph.numbers('nine', [9], [])], 'difference')], 'over');
  const many = graph.node('Mul', [over, graph.numbers('factor', [2 ** 58], [])], 'many');
  return modelOf(
    graph,
    [answers],
    loop(graph, sum, answers.name, graph.node('Cast', [many], 'trips', { to: int64Type })),
  );
}

/** A classifier that answers the values of a row as the probabilities of four classes. */
export function scoringModel(): Uint8Array {
  const graph = new Graph();
  const label = graph.node('ArgMax', [graph.node('Identity', ['X'], 'scores')], 'label', { axis: 1, keepdims: 0 });
  return modelOf(graph, [
    { name: label, type: 'int64', shape: ['N'] },
    { name: 'scores', type: 'float64', shape: ['N', 4] },
  ]);
}

/** Makes as many numbers of eight bytes as it is told, and then never answers. */
export function hoardingModel(elements: number): Uint8Array {
  const graph = new Graph();
  const sum = graph.node('ReduceSum', ['X', whole(graph, 'axis', 0, 1)], 'sum', { keepdims: 0 });
  const hoard = graph.node('Expand', [sum, whole(graph, 'shape', elements)], 'hoard');
  return modelOf(graph, [{ ...answers, shape: ['M'] }], loop(graph, hoard, answers.name));
}

/** Answers with as many numbers as it is told, whatever the rows. */
export function talkativeModel(elements: number): Uint8Array {
  const graph = new Graph();
  const sum = graph.node('ReduceSum', ['X', whole(graph, 'axis', 0, 1)], 'sum', { keepdims: 0 });
  graph.node('Expand', [sum, whole(graph, 'shape', elements)], answers.name);
  return modelOf(graph, [{ ...answers, shape: ['M'] }]);
}

/** Makes a tensor of so many zeros that no row has anything to do with. */
export function hugeTensorModel(elements: number): Uint8Array {
  const graph = new Graph();
  const constant = graph.node('ConstantOfShape', [whole(graph, 'shape', elements)], 'constant');
  const total = graph.node('ReduceSum', [graph.node('Cast', [constant], 'wide', { to: 11 })], 'total', { keepdims: 0 });
  graph.node('Add', [graph.node('ReduceSum', ['X', whole(graph, 'axis', 1)], 'sum'), total], answers.name);
  return modelOf(graph, [answers]);
}

function whole(graph: Graph, name: string, ...values: readonly number[]): string {
  return graph.constant(name, { type: 'int64', shape: [values.length], values });
}

/** `output` is `carried`, doubled so many times: 2^62 when nobody says. */
function loop(
  graph: Graph,
  carried: string,
  output: string,
  trips = graph.constant('trips', { type: 'int64', shape: [], values: [2 ** 62] }),
): ProtobufWriter {
  const always = graph.constant('always', { type: 'bool', shape: [], values: [true] });
  const body = new Graph();
  body.node('Identity', ['go_on'], 'go_on_then');
  body.node('Add', ['value', 'value'], 'value_then');
  const condition = { type: 'bool', shape: [] } as const;
  const value = { type: 'float64', shape: ['any'] } as const;
  const bodyGraph = body.finish(
    'body',
    [
      { name: 'trip', type: 'int64', shape: [] },
      { name: 'go_on', ...condition },
      { name: 'value', ...value },
    ],
    [
      { name: 'go_on_then', ...condition },
      { name: 'value_then', ...value },
    ],
  );
  const attribute = new ProtobufWriter().text(1, 'body').message(6, bodyGraph).integer(20, attributeTypeGraph);
  const node = new ProtobufWriter();
  for (const input of [trips, always, carried]) node.text(1, input);
  return node.text(2, output).text(3, 'endless').text(4, 'Loop').message(attributeField, attribute);
}

function modelOf(graph: Graph, outputs: readonly ValueInfo[], ...last: readonly ProtobufWriter[]): Uint8Array {
  const written = graph.finish('hostile', [rows], outputs);
  for (const node of last) written.message(nodeField, node);
  const opset = new ProtobufWriter().text(1, '').integer(2, 17);
  return new ProtobufWriter().integer(1, 10).message(8, opset).message(7, written).finish();
}
