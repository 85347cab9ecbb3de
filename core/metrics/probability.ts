import type { Label } from '../domain/manifest.ts';
import { compareLabels } from './compare-labels.ts';
import { GrowingArray } from './growing-array.ts';
import type { Weights } from './intervals.ts';
import { Ranking } from './ranking.ts';

export interface ProbabilityMetrics {
  readonly log_loss?: number;
  readonly roc_auc?: number;
  readonly roc_auc_weighted?: number;
}

/** At eight bytes each, 128 MiB; a data set with more scores than these has no `roc_auc`. */
const maximumScores = 16 * 1024 * 1024;
/** Sums of many 32-bit shares end a little beyond 0 and 1; what is further out is a score, not a probability. */
const slack = 1e-5;

/**
 * What a classifier's probabilities are worth. With `p(row, class)` the probability that the model gave:
 *
 * - log_loss = mean over the rows of −ln p(row, its true class), with p brought into [ε, 1 − ε], ε = 2⁻⁵²
 * - roc_auc of two classes: the area under the receiver operating characteristic of the greater label (`Ranking`)
 * - roc_auc of more: the mean over the classes of the area of each against the rest; `_weighted` by its number of rows
 *
 * That is scikit-learn's `log_loss` and `roc_auc_score(…, multi_class='ovr', average='macro' | 'weighted')`. There is no
 * area for a class of which there is no row, or nothing but rows: `roc_auc` is then absent, `roc_auc_weighted` only
 * where all rows are of one class. All are absent for a model that gives no probabilities, and where a row has a label
 * that is none of the model's classes, to which it gave none. A row costs 12 bytes, and 8
 * for each ranked class; no row can be added once the metrics were asked for.
 */
export class ProbabilityTally {
  readonly #places: ReadonlyMap<Label, number>;
  /** The columns whose scores are ranked: for two classes one says all. */
  readonly #ranked: readonly number[];
  readonly #truths = GrowingArray.ofIndexes();
  readonly #losses = GrowingArray.ofDoubles();
  /** Until they are ranked. */
  #scores: ReturnType<typeof GrowingArray.ofDoubles>[];
  #valid = true;
  #rankings: readonly Ranking[] | undefined;

  /** @param classes what each column of the probabilities stands for. */
  constructor(classes: readonly Label[]) {
    this.#places = new Map(classes.map((label, place) => [label, place]));
    const [first, second] = classes;
    const greater = first !== undefined && second !== undefined && compareLabels(first, second) > 0 ? 0 : 1;
    this.#ranked = classes.length === 2 ? [greater] : classes.map((_, place) => place);
    this.#scores = this.#ranked.map(() => GrowingArray.ofDoubles());
  }

  add(truth: Label, probabilities: readonly number[] | undefined): void {
    const place = this.#places.get(truth);
    if (place === undefined || !this.#areProbabilities(probabilities)) this.#valid = false;
    if (!this.#valid || place === undefined || probabilities === undefined) return;
    const share = probabilities[place] ?? 0;
    this.#losses.push(-Math.log(Math.min(Math.max(share, Number.EPSILON), 1 - Number.EPSILON)));
    this.#truths.push(place);
    if (this.#truths.length * this.#ranked.length > maximumScores) return;
    this.#scores.forEach((scores, index) => {
      scores.push(probabilities[this.#ranked[index] ?? 0] ?? 0);
    });
  }

  /** @param weights how often each row counts; once when absent. */
  metrics(weights?: Weights): ProbabilityMetrics {
    if (!this.#valid || this.#places.size < 2) return {};
    const areas = this.#areas(weights);
    const rows = this.#supports(weights);
    const counted = areas.map((area, index) => ({ area, support: rows[this.#ranked[index] ?? 0] ?? 0 }));
    const macro = meanArea(counted.map(({ area }) => ({ area, weight: 1 })));
    const weighted = meanArea(
      counted.length === 1
        ? counted.map(({ area }) => ({ area, weight: 1 }))
        : counted.filter(({ support }) => support > 0).map(({ area, support }) => ({ area, weight: support })),
    );
    return {
      log_loss: weightedMean(this.#losses.values, weights),
      ...(macro !== undefined && { roc_auc: macro }),
      ...(weighted !== undefined && { roc_auc_weighted: weighted }),
    };
  }

  #areProbabilities(row: readonly number[] | undefined): boolean {
    return row?.length === this.#places.size && row.every((value) => value >= -slack && value <= 1 + slack);
  }

  #areas(weights: Weights | undefined): readonly (number | undefined)[] {
    const truths = this.#truths.values;
    if (truths.length * this.#ranked.length > maximumScores) return [];
    if (this.#rankings === undefined) {
      this.#rankings = this.#ranked.map((column) => {
        const scores = this.#scores.shift()?.values ?? new Float64Array();
        return new Ranking(scores, (row) => truths[row] === column);
      });
    }
    return this.#rankings.map((ranking) => ranking.auc(weights));
  }

  #supports(weights: Weights | undefined): Float64Array {
    const counts = new Float64Array(this.#places.size);
    const truths = this.#truths.values;
    for (let row = 0; row < truths.length; row += 1) {
      const place = truths[row] ?? 0;
      counts[place] = (counts[place] ?? 0) + (weights === undefined ? 1 : (weights[row] ?? 0));
    }
    return counts;
  }
}

function meanArea(
  areas: readonly { readonly area: number | undefined; readonly weight: number }[],
): number | undefined {
  let [sum, total] = [0, 0];
  for (const { area, weight } of areas) {
    if (area === undefined) return undefined;
    sum += area * weight;
    total += weight;
  }
  return total === 0 ? undefined : sum / total;
}

function weightedMean(values: Float64Array, weights: Weights | undefined): number {
  let [sum, total] = [0, 0];
  for (let row = 0; row < values.length; row += 1) {
    const weight = weights === undefined ? 1 : (weights[row] ?? 0);
    sum += weight * (values[row] ?? 0);
    total += weight;
  }
  return sum / total;
}
