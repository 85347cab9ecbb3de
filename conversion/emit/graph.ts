import { ProtobufWriter } from './protobuf-writer.ts';

export type ElementType = 'float64' | 'int64' | 'string' | 'bool';

/** Values of `TensorProto.DataType`; numbers and layouts in this file are those of onnx.proto3. */
const dataTypes: Record<ElementType, number> = { int64: 7, string: 8, bool: 9, float64: 11 };
const attributeTypeInt = 2;
const int64 = 8;

export interface ValueInfo {
  readonly name: string;
  readonly type: ElementType;
  /** A text is a free dimension's name. */
  readonly shape: readonly (number | string)[];
}

export interface Constant {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly values: Iterable<number | string | boolean>;
}

/** An ONNX graph while it is built: nodes in the order of the calls, named after the values that they make. */
export class Graph {
  readonly #nodes: ProtobufWriter[] = [];
  readonly #constants: ProtobufWriter[] = [];

  /** Adds a node and returns the name of the one value that it makes. */
  node(
    operator: string,
    inputs: readonly string[],
    output: string,
    attributes: Readonly<Record<string, number>> = {},
  ): string {
    const node = new ProtobufWriter();
    for (const input of inputs) node.text(1, input);
    node.text(2, output).text(3, `make_${output}`).text(4, operator);
    for (const [name, value] of Object.entries(attributes)) {
      node.message(5, new ProtobufWriter().text(1, name).integer(3, value).integer(20, attributeTypeInt));
    }
    this.#nodes.push(node);
    return output;
  }

  constant(name: string, { type, shape, values }: Constant): string {
    const tensor = new ProtobufWriter();
    for (const size of shape) tensor.integer(1, size);
    tensor.integer(2, dataTypes[type]);
    if (type === 'string') for (const value of values) tensor.text(6, String(value));
    tensor.text(8, name);
    if (type !== 'string') tensor.bytes(9, rawData(type, [...values]));
    this.#constants.push(tensor);
    return name;
  }

  numbers(name: string, values: Iterable<number>, shape: readonly number[]): string {
    return this.constant(name, { type: 'float64', shape, values });
  }

  finish(name: string, inputs: readonly ValueInfo[], outputs: readonly ValueInfo[]): ProtobufWriter {
    const graph = new ProtobufWriter();
    for (const node of this.#nodes) graph.message(1, node);
    graph.text(2, name);
    for (const constant of this.#constants) graph.message(5, constant);
    for (const input of inputs) graph.message(11, valueInfo(input));
    for (const output of outputs) graph.message(12, valueInfo(output));
    return graph;
  }
}

function valueInfo({ name, type, shape }: ValueInfo): ProtobufWriter {
  const dimensions = new ProtobufWriter();
  for (const size of shape) {
    const dimension = new ProtobufWriter();
    dimensions.message(1, typeof size === 'number' ? dimension.integer(1, size) : dimension.text(2, size));
  }
  const tensor = new ProtobufWriter().integer(1, dataTypes[type]).message(2, dimensions);
  return new ProtobufWriter().text(1, name).message(2, new ProtobufWriter().message(1, tensor));
}

/** Fixed-width little-endian, whatever the machine's own order. */
function rawData(type: ElementType, values: readonly (number | string | boolean)[]): Uint8Array {
  if (type === 'bool') return Uint8Array.from(values, Number);
  const bytes = new Uint8Array(values.length * int64);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) {
    if (type === 'int64') view.setBigInt64(index * int64, BigInt(value as number), true);
    else view.setFloat64(index * int64, value as number, true);
  }
  return bytes;
}
