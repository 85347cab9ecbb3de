import { floatsIn, type ProtobufMessage } from './protobuf-reader.ts';

/** A graph, or the body of a function, with what is needed to tell who reads which value. */
export interface NodeScope {
  readonly nodes: readonly ProtobufMessage[];
  /** Names of the values that leave it. */
  readonly outputs: readonly string[];
  readonly initializers: readonly ProtobufMessage[];
}

/**
 * Names of the tree ensembles that ONNX Runtime answers wrongly. For two classes and no negative weight, 1.26 and 1.27
 * compare the score of the second class with 0 where 0.5 divides them, and where leaves name one class only they give
 * `[-s, s]` for its score `s` instead of `[1 - s, s]`. A graph that reads nothing but the second score is right.
 * https://github.com/microsoft/onnxruntime/issues/28557
 */
export function misreadTrees({ nodes, outputs, initializers }: NodeScope): string[] {
  const constants = new Map(initializers.map((tensor) => [tensor.text(8), tensor]));
  return nodes.filter(isMisread).flatMap((node) => {
    const [label = '', scores = ''] = node.texts(2);
    const readers = nodes.filter((reader) => reader.texts(1).includes(scores));
    const isHarmless =
      !isRead(label, nodes, outputs) &&
      !outputs.includes(scores) &&
      readers.every((reader) => takesSecondColumn(reader, constants));
    return isHarmless ? [] : [node.text(3) || scores];
  });
}

function isMisread(node: ProtobufMessage): boolean {
  if (node.text(4) !== 'TreeEnsembleClassifier') return false;
  const attributes = new Map(node.messages(5).map((attribute) => [attribute.text(1), attribute]));
  const integersOf = (name: string) => attributes.get(name)?.integers(8) ?? [];
  const labels =
    integersOf('classlabels_int64s').length + (attributes.get('classlabels_strings')?.texts(9).length ?? 0);
  if (labels !== 2) return false;
  const numbersOf = (name: string) => [
    ...(attributes.get(name)?.floats(7) ?? []),
    ...numbersIn(attributes.get(`${name}_as_tensor`)?.message(5)),
  ];
  if (numbersOf('class_weights').some((weight) => weight < 0)) return false;
  const isLogistic = attributes.get('post_transform')?.text(4) === 'LOGISTIC';
  const namesFirstOnly = integersOf('class_ids').every((id) => id === 0);
  return !(isLogistic && namesFirstOnly && numbersOf('base_values').length < 2);
}

function isRead(name: string, nodes: readonly ProtobufMessage[], outputs: readonly string[]): boolean {
  return outputs.includes(name) || nodes.some((node) => node.texts(1).includes(name));
}

/** As skl2onnx writes it for OneVsRestClassifier (`Slice`) and CalibratedClassifierCV. */
function takesSecondColumn(node: ProtobufMessage, constants: ReadonlyMap<string, ProtobufMessage>): boolean {
  const [, first = '', , axes = ''] = node.texts(1);
  const isOne = (name: string) => {
    const values = wholeNumbersIn(constants.get(name));
    return values.length === 1 && values[0] === 1;
  };
  if (node.text(4) === 'ArrayFeatureExtractor') return isOne(first);
  return node.text(4) === 'Slice' && isOne(first) && isOne(axes);
}

function numbersIn(tensor: ProtobufMessage | undefined): number[] {
  if (tensor === undefined) return [];
  const isDouble = tensor.integer(2) === 11;
  return [
    ...tensor.floats(4),
    ...floatsIn(tensor.bytes(10), 'float64'),
    ...floatsIn(tensor.bytes(9), isDouble ? 'float64' : 'float32'),
  ];
}

function wholeNumbersIn(tensor: ProtobufMessage | undefined): number[] {
  if (tensor === undefined) return [];
  const raw = tensor.bytes(9);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength - (raw.byteLength % 8));
  const fromRaw = Array.from({ length: view.byteLength / 8 }, (_, index) => Number(view.getBigInt64(index * 8, true)));
  return [...tensor.integers(7), ...fromRaw];
}
