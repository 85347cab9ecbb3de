const varint = 0;
const lengthDelimited = 2;

/** Writes the wire format of Protocol Buffers, fields in the order of the calls: protobuf.dev, "Encoding". */
export class ProtobufWriter {
  readonly #chunks: Uint8Array[] = [];

  /** A non-negative integer of at most 2^53. */
  integer(field: number, value: number): this {
    this.#key(field, varint);
    this.#varint(value);
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.#key(field, lengthDelimited);
    this.#varint(value.length);
    this.#chunks.push(value);
    return this;
  }

  text(field: number, value: string): this {
    return this.bytes(field, Buffer.from(value, 'utf8'));
  }

  message(field: number, value: ProtobufWriter): this {
    return this.bytes(field, value.finish());
  }

  finish(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }

  #key(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType);
  }

  #varint(value: number): void {
    const bytes: number[] = [];
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
    bytes.push(rest);
    this.#chunks.push(Uint8Array.from(bytes));
  }
}
