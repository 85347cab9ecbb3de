import type { Weights } from './intervals.ts';

const [tied, positive] = [0b01, 0b10];

/** The rows of a data set in the order of the score that a model gave them for one class; up to 2³⁰ rows, 4 bytes each. */
export class Ranking {
  /**
   * By place in the order: the row's number times four, `positive` where it is of the class, and `tied` where its score
   * is that of the place before. One number for all three, because a resample reads them by the hundred million.
   */
  readonly #places: Uint32Array;

  constructor(scores: Float64Array, isPositive: (row: number) => boolean) {
    const sorted = scores.toSorted();
    const taken = new Uint32Array(scores.length);
    this.#places = new Uint32Array(scores.length);
    for (let row = 0; row < scores.length; row += 1) {
      const first = firstPlaceOf(scores[row] ?? 0, sorted);
      const before = taken[first] ?? 0;
      taken[first] = before + 1;
      this.#places[first + before] = row * 4 + (isPositive(row) ? positive : 0) + (before > 0 ? tied : 0);
    }
  }

  /**
   * The area under the receiver operating characteristic, as the share of the pairs of a positive and a negative row in
   * which the positive one has the higher score; a tie counts a half (Mann and Whitney's U, divided by the number of
   * pairs). Undefined where there is no such pair.
   * @param weights how often each row counts; once when absent.
   */
  auc(weights?: Weights): number | undefined {
    let [positives, negatives, wins] = [0, 0, 0];
    let [tiedPositives, tiedNegatives] = [0, 0];
    for (let index = 0; index < this.#places.length; index += 1) {
      const place = this.#places[index] ?? 0;
      if ((place & tied) === 0) {
        wins += tiedPositives * (negatives + tiedNegatives / 2);
        positives += tiedPositives;
        negatives += tiedNegatives;
        tiedPositives = 0;
        tiedNegatives = 0;
      }
      const weight = weights === undefined ? 1 : (weights[place >>> 2] ?? 0);
      if ((place & positive) !== 0) tiedPositives += weight;
      else tiedNegatives += weight;
    }
    wins += tiedPositives * (negatives + tiedNegatives / 2);
    const pairs = (positives + tiedPositives) * (negatives + tiedNegatives);
    return pairs === 0 ? undefined : wins / pairs;
  }
}

function firstPlaceOf(score: number, sorted: Float64Array): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < score) low = middle + 1;
    else high = middle;
  }
  return low;
}
