const firstCapacity = 64;

/** The typed arrays that numbers are kept in; of the type depends what one costs. */
type Numbers = Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/** Numbers that come one by one, without a value of its own for each. */
export class GrowingArray<Values extends Numbers> {
  readonly #allocate: (length: number) => Values;
  #values: Values;
  #length = 0;

  private constructor(allocate: (length: number) => Values) {
    this.#allocate = allocate;
    this.#values = allocate(firstCapacity);
  }

  /** Eight bytes each. */
  static ofDoubles(): GrowingArray<Float64Array<ArrayBuffer>> {
    return new GrowingArray((length) => new Float64Array(length));
  }

  /** Whole numbers from 0 to 2³² − 1, four bytes each. */
  static ofIndexes(): GrowingArray<Uint32Array<ArrayBuffer>> {
    return new GrowingArray((length) => new Uint32Array(length));
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const wider = this.#allocate(this.#length * 2);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  /** A view, valid until the next `push`. */
  get values(): Values {
    return this.#values.subarray(0, this.#length) as Values;
  }
}
