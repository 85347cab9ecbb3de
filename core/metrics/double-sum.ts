/**
 * A running sum kept as an unevaluated pair of doubles, about 106 bits, so that neither the number nor the order of
 * the terms shows in the result. Knuth's TwoSum and Dekker's TwoProduct, as in T. J. Dekker, "A floating-point
 * technique for extending the available precision", Numerische Mathematik 18 (1971).
 */
export class DoubleSum {
  #high = 0;
  #low = 0;

  get value(): number {
    return this.#high + this.#low;
  }

  add(term: number): void {
    const sum = this.#high + term;
    const shadow = sum - this.#high;
    const error = this.#high - (sum - shadow) + (term - shadow);
    const low = this.#low + error;
    this.#high = sum + low;
    this.#low = low - (this.#high - sum);
  }

  /** Adds `a * b` without rounding the product. */
  addProduct(a: number, b: number): void {
    const product = a * b;
    this.add(product);
    this.add(errorOfProduct(a, b, product));
  }

  /** Adds `factor * sum` without rounding the product. */
  addScaled(sum: DoubleSum, factor: number): void {
    this.addProduct(factor, sum.#high);
    this.addProduct(factor, sum.#low);
  }
}

/** What `a * b` lost when it was rounded to `product`; 0 where the factors are too big to be split. */
function errorOfProduct(a: number, b: number, product: number): number {
  const aHigh = upperHalf(a);
  const bHigh = upperHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  const error = aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
  return Number.isFinite(error) ? error : 0;
}

/** The upper 26 bits of a double: Veltkamp's split. */
function upperHalf(value: number): number {
  const scaled = (2 ** 27 + 1) * value;
  return scaled - (scaled - value);
}
