import { Graph, type ValueInfo } from '../../conversion/emit/graph.ts';
import { ProtobufWriter } from '../../conversion/emit/protobuf-writer.ts';

export interface Tree {
  /** What the left and the right leaf add to the score. */
  readonly weights: readonly [number, number];
  /** The classes to whose scores each leaf adds. */
  readonly classIds?: readonly number[];
  readonly postTransform?: string;
  readonly labels?: readonly number[];
}

/** Numbers here are those of onnx.proto3. */
const attributeTypes = { text: 3, floats: 6, ints: 7, texts: 8 } as const;
const fields = { floats: 7, ints: 8, texts: 9 } as const;
const nodeField = 1;

const rows: ValueInfo = { name: 'X', type: 'float64', shape: ['N', 1] };

/** A classifier of one tree, left up to 0.5, as skl2onnx writes a decision tree. */
export function treeModel(tree: Tree): Uint8Array {
  const graph = new Graph();
  const { labels = [0, 1] } = tree;
  // The operator answers 32-bit floats; another node makes of them what our writer knows.
  graph.node('Cast', ['scores'], 'probabilities', { to: 11 });
  return modelOf(graph, treeNode(tree, 'label'), labels.length);
}

/** The same tree as skl2onnx writes it for OneVsRestClassifier: only the second score is read. */
export function secondScoreModel(tree: Tree): Uint8Array {
  const graph = new Graph();
  const one = graph.constant('one', { type: 'int64', shape: [1], values: [1] });
  const two = graph.constant('two', { type: 'int64', shape: [1], values: [2] });
  const second = graph.node('Cast', [graph.node('Slice', ['scores', one, two, one], 'slice')], 'second', { to: 11 });
  const first = graph.node('Sub', [graph.numbers('whole', [1], []), second], 'first');
  graph.node('ArgMax', [graph.node('Concat', [first, second], 'probabilities', { axis: 1 })], 'label', {
    axis: 1,
    keepdims: 0,
  });
  return modelOf(graph, treeNode(tree, 'unread'), 2);
}

function treeNode({ weights, classIds = [0], postTransform = 'NONE', labels = [0, 1] }: Tree, label: string) {
  const leaves = classIds.flatMap((id) => weights.map((weight, leaf) => ({ id, weight, node: leaf + 1 })));
  const node = new ProtobufWriter().text(1, 'X').text(2, label).text(2, 'scores').text(3, 'tree');
  node.text(4, 'TreeEnsembleClassifier').text(7, 'ai.onnx.ml');
  const attributes = [
    integers('nodes_nodeids', [0, 1, 2]),
    integers('nodes_treeids', [0, 0, 0]),
    integers('nodes_featureids', [0, 0, 0]),
    numbers('nodes_values', [0.5, 0, 0]),
    texts('nodes_modes', ['BRANCH_LEQ', 'LEAF', 'LEAF']),
    integers('nodes_truenodeids', [1, 0, 0]),
    integers('nodes_falsenodeids', [2, 0, 0]),
    integers(
      'class_ids',
      leaves.map(({ id }) => id),
    ),
    integers(
      'class_nodeids',
      leaves.map(({ node }) => node),
    ),
    integers(
      'class_treeids',
      leaves.map(() => 0),
    ),
    numbers(
      'class_weights',
      leaves.map(({ weight }) => weight),
    ),
    integers('classlabels_int64s', labels),
    new ProtobufWriter().text(1, 'post_transform').text(4, postTransform).integer(20, attributeTypes.text),
  ];
  for (const attribute of attributes) node.message(5, attribute);
  return node;
}

function integers(name: string, values: readonly number[]): ProtobufWriter {
  const attribute = new ProtobufWriter().text(1, name);
  for (const value of values) attribute.integer(fields.ints, value);
  return attribute.integer(20, attributeTypes.ints);
}

function numbers(name: string, values: readonly number[]): ProtobufWriter {
  const packed = new Uint8Array(Float32Array.from(values).buffer);
  return new ProtobufWriter().text(1, name).bytes(fields.floats, packed).integer(20, attributeTypes.floats);
}

function texts(name: string, values: readonly string[]): ProtobufWriter {
  const attribute = new ProtobufWriter().text(1, name);
  for (const value of values) attribute.text(fields.texts, value);
  return attribute.integer(20, attributeTypes.texts);
}

function modelOf(graph: Graph, tree: ProtobufWriter, classes: number): Uint8Array {
  const written = graph.finish(
    'trees',
    [rows],
    [
      { name: 'label', type: 'int64', shape: ['N'] },
      { name: 'probabilities', type: 'float64', shape: ['N', classes] },
    ],
  );
  written.message(nodeField, tree);
  const model = new ProtobufWriter().integer(1, 8).text(2, 'skl2onnx');
  for (const [domain, version] of [
    ['', 17],
    ['ai.onnx.ml', 1],
  ] as const) {
    model.message(8, new ProtobufWriter().text(1, domain).integer(2, version));
  }
  return model.message(7, written).finish();
}
