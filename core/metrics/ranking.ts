/** The rows of a data set in the order of the score that a model gave them for one class. */
export class Ranking {
  readonly #scores: Float64Array;
  readonly #order: Uint32Array;
  readonly #isPositive: (row: number) => boolean;

  constructor(scores: Float64Array, isPositive: (row: number) => boolean) {
    this.#scores = scores;
    this.#isPositive = isPositive;
    this.#order = Uint32Array.from(scores, (_, row) => row).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  }

  /**
   * The area under the receiver operating characteristic, as the share of the pairs of a positive and a negative row in
   * which the positive one has the higher score; a tie counts a half (Mann and Whitney's U, divided by the number of
   * pairs). Undefined where there is no such pair.
   * @param weights how often each row counts; once when absent.
   */
  auc(weights?: Uint32Array): number | undefined {
    const { length } = this.#order;
    let [positives, negatives, wins] = [0, 0, 0];
    for (let at = 0; at < length; ) {
      const score = this.#scoreAt(at);
      let [tiedPositives, tiedNegatives] = [0, 0];
      for (; at < length && this.#scoreAt(at) === score; at += 1) {
        const row = this.#order[at] ?? 0;
        const weight = weights === undefined ? 1 : (weights[row] ?? 0);
        if (this.#isPositive(row)) tiedPositives += weight;
        else tiedNegatives += weight;
      }
      wins += tiedPositives * (negatives + tiedNegatives / 2);
      positives += tiedPositives;
      negatives += tiedNegatives;
    }
    const pairs = positives * negatives;
    return pairs === 0 ? undefined : wins / pairs;
  }

  #scoreAt(place: number): number {
    return this.#scores[this.#order[place] ?? 0] ?? 0;
  }
}
