/** The rows of a data set in the order of the score that a model gave them for one class. */
export class Ranking {
  readonly #order: Uint32Array;
  /** By place in the order: 1 where the row is of the class. */
  readonly #positive: Uint8Array;
  /** By place in the order: 1 where the score is that of the place before. */
  readonly #tied: Uint8Array;

  constructor(scores: Float64Array, isPositive: (row: number) => boolean) {
    const order = Uint32Array.from(scores, (_, row) => row).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
    this.#order = order;
    this.#positive = Uint8Array.from(order, (row) => (isPositive(row) ? 1 : 0));
    this.#tied = Uint8Array.from(order, (row, place) =>
      place > 0 && scores[row] === scores[order[place - 1] ?? 0] ? 1 : 0,
    );
  }

  /**
   * The area under the receiver operating characteristic, as the share of the pairs of a positive and a negative row in
   * which the positive one has the higher score; a tie counts a half (Mann and Whitney's U, divided by the number of
   * pairs). Undefined where there is no such pair.
   * @param weights how often each row counts; once when absent.
   */
  auc(weights?: Uint32Array): number | undefined {
    let [positives, negatives, wins] = [0, 0, 0];
    let [tiedPositives, tiedNegatives] = [0, 0];
    for (let place = 0; place < this.#order.length; place += 1) {
      if (this.#tied[place] === 0) {
        wins += tiedPositives * (negatives + tiedNegatives / 2);
        positives += tiedPositives;
        negatives += tiedNegatives;
        tiedPositives = 0;
        tiedNegatives = 0;
      }
      const weight = weights === undefined ? 1 : (weights[this.#order[place] ?? 0] ?? 0);
      if (this.#positive[place] === 1) tiedPositives += weight;
      else tiedNegatives += weight;
    }
    wins += tiedPositives * (negatives + tiedNegatives / 2);
    const pairs = (positives + tiedPositives) * (negatives + tiedNegatives);
    return pairs === 0 ? undefined : wins / pairs;
  }
}
