const firstCapacity = 64;

/** The typed arrays that numbers are kept in; of the type depends what one costs. */
type Numbers = Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/** Numbers that come one by one, without a value of its own for each. */
export class GrowingArray<Values extends Numbers> {
  readonly #over: (buffer: ArrayBuffer) => Values;
  #values: Values;
  #length = 0;

  private constructor(over: (buffer: ArrayBuffer) => Values, size: number) {
    this.#over = over;
    this.#values = over(new ArrayBuffer(firstCapacity * size));
  }

  /** Eight bytes each. */
  static ofDoubles(): GrowingArray<Float64Array<ArrayBuffer>> {
    return new GrowingArray((buffer) => new Float64Array(buffer), Float64Array.BYTES_PER_ELEMENT);
  }

  /** Whole numbers from 0 to 2³² − 1, four bytes each. */
  static ofIndexes(): GrowingArray<Uint32Array<ArrayBuffer>> {
    return new GrowingArray((buffer) => new Uint32Array(buffer), Uint32Array.BYTES_PER_ELEMENT);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const { buffer } = this.#values;
      this.#values = this.#over(buffer.transfer(buffer.byteLength * 2));
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  /** A view, which the next `push` may empty. */
  get values(): Values {
    return this.#values.subarray(0, this.#length) as Values;
  }
}
