const firstCapacity = 64;

/** Numbers that come one by one, eight bytes each however many there are. */
export class GrowingArray {
  #values = new Float64Array(firstCapacity);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const wider = new Float64Array(this.#length * 2);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  /** A view, valid until the next `push`. */
  get values(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }
}
