import { unreadable } from '../unreadable.ts';
import { misreadTrees, type NodeScope } from './misread-trees.ts';
import { ProtobufMessage } from './protobuf-reader.ts';

/** What an ONNX file says of itself. Field numbers in this file are those of onnx.proto3. */
export interface OnnxModel {
  readonly irVersion: number;
  readonly producer: string;
  readonly producerVersion: string;
  /** By domain; the standard one is the empty text. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly properties: ReadonlyMap<string, string>;
  /** Files beside this one that hold weights. */
  readonly externalFiles: readonly string[];
  /** Operators by domain and name, sorted: `Gemm`, `ai.onnx.ml.TreeEnsemble`. */
  readonly operators: readonly string[];
  /** Names of tree ensembles that ONNX Runtime answers wrongly. */
  readonly misreadTrees: readonly string[];
}

export interface OnnxValue {
  readonly name: string;
  /** Undefined when it is no tensor. */
  readonly elementType?: number;
  /** `null` is a free dimension; undefined when even their number is open. */
  readonly shape?: readonly (number | null)[];
}

/** @throws MergelineError `MODEL_UNREADABLE` when the bytes are no whole ONNX model. */
export function readOnnx(bytes: Uint8Array, maximumDepth: number): OnnxModel {
  const model = new ProtobufMessage(bytes);
  const graph = model.message(7);
  const opsets = model.messages(8).map((entry) => [entry.text(1), entry.integer(2)] as const);
  if (graph === undefined || opsets.length === 0)
    throw unreadable('The file is no ONNX model: it has no graph or no opset.');
  const content = new GraphContent();
  content.visit(graph, maximumDepth);
  for (const local of model.messages(25)) content.visitFunction(local, maximumDepth);
  const initialized = new Set(graph.messages(5).map((tensor) => tensor.text(8)));
  const outputs = graph.messages(12).map(onnxValueOf);
  if (outputs.length === 0) throw unreadable('The ONNX model has no output.');
  return {
    irVersion: model.integer(1),
    producer: model.text(2),
    producerVersion: model.text(3),
    opsets: new Map(opsets),
    // Before IR 4 weights had to be inputs too; those are no inputs to whoever calls.
    inputs: graph
      .messages(11)
      .map(onnxValueOf)
      .filter(({ name }) => !initialized.has(name)),
    outputs,
    properties: new Map(model.messages(14).map((entry) => [entry.text(1), entry.text(2)])),
    externalFiles: [...content.externalFiles].sort(),
    operators: [...content.operators].sort(),
    misreadTrees: content.misreadTrees,
  };
}

/** Everything that lies in a graph and in the graphs inside its nodes. */
class GraphContent {
  readonly externalFiles = new Set<string>();
  readonly operators = new Set<string>();
  readonly misreadTrees: string[] = [];

  visit(graph: ProtobufMessage, depthLeft: number): void {
    if (depthLeft <= 0) throw unreadable('Graphs lie too deep in one another.');
    for (const tensor of graph.messages(5)) this.#visitTensor(tensor);
    for (const sparse of graph.messages(15)) {
      for (const tensor of [...sparse.messages(1), ...sparse.messages(2)]) this.#visitTensor(tensor);
    }
    const outputs = graph.messages(12).map((output) => output.text(1));
    this.#visitNodes({ nodes: graph.messages(1), outputs, initializers: graph.messages(5) }, depthLeft);
  }

  visitFunction(local: ProtobufMessage, depthLeft: number): void {
    this.#visitNodes({ nodes: local.messages(7), outputs: local.texts(5), initializers: [] }, depthLeft);
  }

  #visitNodes(scope: NodeScope, depthLeft: number): void {
    for (const node of scope.nodes) this.#visitNode(node, depthLeft);
    this.misreadTrees.push(...misreadTrees(scope));
  }

  #visitNode(node: ProtobufMessage, depthLeft: number): void {
    const domain = node.text(7);
    this.operators.add(domain === '' ? node.text(4) : `${domain}.${node.text(4)}`);
    for (const attribute of node.messages(5)) {
      for (const tensor of [...attribute.messages(5), ...attribute.messages(10)]) this.#visitTensor(tensor);
      for (const graph of [...attribute.messages(6), ...attribute.messages(11)]) this.visit(graph, depthLeft - 1);
    }
  }

  #visitTensor(tensor: ProtobufMessage): void {
    for (const entry of tensor.messages(13)) {
      if (entry.text(1) === 'location') this.externalFiles.add(entry.text(2));
    }
  }
}

function onnxValueOf(value: ProtobufMessage): OnnxValue {
  const name = value.text(1);
  const tensor = value.message(2)?.message(1);
  if (tensor === undefined) return { name };
  const shape = tensor.message(2);
  const dimensions = shape?.messages(1).map((dimension) => (dimension.has(1) ? dimension.integer(1) : null));
  return { name, elementType: tensor.integer(1), ...(dimensions && { shape: dimensions }) };
}
