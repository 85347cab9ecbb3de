import { ByteReader } from '../byte-reader.ts';
import { unreadable } from '../unreadable.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });
const longestVarint = 10;

/** The fields of one message, in the order of the file: protobuf.dev, "Encoding". Messages inside stay bytes until asked for. */
export class ProtobufMessage {
  readonly #fields = new Map<number, (number | Uint8Array)[]>();

  /** @throws MergelineError `MODEL_UNREADABLE` when the bytes are not exactly a sequence of whole fields. */
  constructor(bytes: Uint8Array) {
    const reader = new ByteReader(bytes);
    while (reader.remaining > 0) {
      const key = readVarint(reader);
      const field = Math.floor(key / 8);
      if (field === 0) throw unreadable('The file is no ONNX model: a field has no number.');
      const values = this.#fields.get(field) ?? [];
      values.push(readValue(reader, key % 8));
      this.#fields.set(field, values);
    }
  }

  has(field: number): boolean {
    return this.#fields.has(field);
  }

  /** The last one counts; 0 when there is none. */
  integer(field: number): number {
    const value = this.#fields.get(field)?.at(-1) ?? 0;
    if (typeof value === 'number') return value;
    throw wrongType();
  }

  /** Empty when there is none. */
  text(field: number): string {
    return decodeText(this.#fields.get(field)?.at(-1) ?? new Uint8Array());
  }

  texts(field: number): string[] {
    return (this.#fields.get(field) ?? []).map(decodeText);
  }

  /** Every whole number of a repeated field, packed or not. */
  integers(field: number): number[] {
    return (this.#fields.get(field) ?? []).flatMap((value) => (typeof value === 'number' ? value : varintsIn(value)));
  }

  /** Every float32 of a repeated field, packed or not. */
  floats(field: number): number[] {
    return (this.#fields.get(field) ?? []).flatMap((value) => {
      if (typeof value === 'number') throw wrongType();
      return [...floatsIn(value, 'float32')];
    });
  }

  /** The last one counts; empty when there is none. */
  bytes(field: number): Uint8Array {
    const value = this.#fields.get(field)?.at(-1) ?? new Uint8Array();
    if (typeof value !== 'number') return value;
    throw wrongType();
  }

  message(field: number): ProtobufMessage | undefined {
    return this.messages(field).at(-1);
  }

  messages(field: number): ProtobufMessage[] {
    return (this.#fields.get(field) ?? []).map((value) => {
      if (typeof value === 'number') throw wrongType();
      return new ProtobufMessage(value);
    });
  }
}

function readValue(reader: ByteReader, wireType: number): number | Uint8Array {
  switch (wireType) {
    case 0:
      return readVarint(reader);
    case 1:
      return reader.take(8);
    case 2:
      return reader.take(readVarint(reader));
    case 5:
      return reader.take(4);
    default:
      throw unreadable(`The file is no ONNX model: wire type ${wireType} does not exist in proto3.`);
  }
}

/** Up to 64 bits; the ones that matter here fit a double. */
function readVarint(reader: ByteReader): number {
  let value = 0;
  for (let index = 0; index < longestVarint; index += 1) {
    const byte = reader.uint8();
    value += (byte % 0x80) * 0x80 ** index;
    if (byte < 0x80) return value;
  }
  throw unreadable('The file is no ONNX model: an integer does not end.');
}

function varintsIn(bytes: Uint8Array): number[] {
  const reader = new ByteReader(bytes);
  const values: number[] = [];
  while (reader.remaining > 0) values.push(readVarint(reader));
  return values;
}

/** Little-endian numbers one after another, as packed fields and `raw_data` hold them. */
export function floatsIn(bytes: Uint8Array, type: 'float32' | 'float64'): number[] {
  const width = type === 'float32' ? 4 : 8;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength - (bytes.byteLength % width));
  const read = type === 'float32' ? view.getFloat32.bind(view) : view.getFloat64.bind(view);
  return Array.from({ length: view.byteLength / width }, (_, index) => read(index * width, true));
}

function decodeText(value: number | Uint8Array): string {
  if (typeof value === 'number') throw wrongType();
  try {
    return utf8.decode(value);
  } catch {
    throw unreadable('The file is no ONNX model: a text is not UTF-8.');
  }
}

function wrongType(): Error {
  return unreadable('The file is no ONNX model: a field is of another type than ONNX says.');
}
