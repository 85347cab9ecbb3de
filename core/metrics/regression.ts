import { MergelineError } from '../errors.ts';
import { DoubleSum } from './double-sum.ts';
import { GrowingArray } from './growing-array.ts';
import { maximumResampledRows, type Weights } from './intervals.ts';

export interface RegressionMetrics {
  readonly mae: number;
  readonly mse: number;
  readonly rmse: number;
  /** Absent for a single row, for which R² is not defined. */
  readonly r2?: number;
}

/**
 * The four regression metrics over any number of rows; a row costs 16 bytes as long as it may be resampled. With `t` the truth, `p` the prediction and
 * `n` the number of rows:
 *
 * - mae  = Σ|t − p| / n
 * - mse  = Σ(t − p)² / n
 * - rmse = √mse
 * - r2   = 1 − Σ(t − p)² / Σ(t − mean(t))²
 *
 * Where every truth is the same, the denominator of r2 is 0: r2 is then 1 if every prediction is right and 0
 * otherwise, which is scikit-learn's `r2_score(…, force_finite=True)`. Equal truths count as equal here also where
 * scikit-learn's mean of them is rounded (three times 0.1).
 */
export class RegressionTally {
  #rows = 0;
  /** Truths are summed as distances from the first one, which keeps r2 exact far from zero. */
  #origin = 0;
  readonly #distances = new DoubleSum();
  readonly #squaredDistances = new DoubleSum();
  readonly #absoluteErrors = new DoubleSum();
  readonly #squaredErrors = new DoubleSum();
  readonly #keptDistances = GrowingArray.ofDoubles();
  readonly #keptErrors = GrowingArray.ofDoubles();

  get rows(): number {
    return this.#rows;
  }

  /** @throws MergelineError that names the row (counted from 1) where a truth (`INPUT_INVALID`) or a prediction (`MODEL_FAILED`) is no finite number. */
  add(truth: unknown, prediction: unknown): void {
    const row = this.#rows + 1;
    const [t, p] = [finite(truth, 'truth', row), finite(prediction, 'prediction', row)];
    if (row === 1) this.#origin = t;
    const distance = t - this.#origin;
    const error = t - p;
    this.#rows = row;
    this.#distances.add(distance);
    this.#squaredDistances.addProduct(distance, distance);
    this.#absoluteErrors.add(Math.abs(error));
    this.#squaredErrors.add(error * error);
    if (row > maximumResampledRows) return;
    this.#keptDistances.push(distance);
    this.#keptErrors.push(error);
  }

  /** @throws MergelineError `INPUT_INVALID` without a row, or when a metric is too big for a number. */
  metrics(): RegressionMetrics {
    const rows = this.#rows;
    if (rows === 0) throw new MergelineError('INPUT_INVALID', 'There is no row to evaluate.');
    const mae = this.#absoluteErrors.value / rows;
    const mse = this.#squaredErrors.value / rows;
    const r2 = this.#r2();
    if (![mae, mse, r2 ?? 0].every(Number.isFinite)) {
      throw new MergelineError('INPUT_INVALID', 'The errors are too big: their squares do not fit a number.', {
        hint: 'Scale the target, or look for rows whose truth or prediction is far out.',
      });
    }
    return { mae, mse, rmse: Math.sqrt(mse), ...(r2 === undefined ? {} : { r2 }) };
  }

  /** The metrics of a resample. @param weights how often each row counts. */
  resampled(weights: Weights): RegressionMetrics {
    const errors = this.#keptErrors.values;
    let [rows, absolute, squared] = [0, 0, 0];
    for (let row = 0; row < errors.length; row += 1) {
      const [weight, error] = [weights[row] ?? 0, errors[row] ?? 0];
      rows += weight;
      absolute += weight * Math.abs(error);
      squared += weight * error * error;
    }
    const mse = squared / rows;
    const total = weightedSquaresAboutMean(this.#keptDistances.values, weights, rows);
    return { mae: absolute / rows, mse, rmse: Math.sqrt(mse), r2: r2Of(squared, total) };
  }

  #r2(): number | undefined {
    if (this.#rows < 2) return undefined;
    return r2Of(this.#squaredErrors.value, this.#squaresAboutMean());
  }

  /** Σ(d − m)² = Σd² − 2m·Σd + n·m², each term with the full precision of the sums. */
  #squaresAboutMean(): number {
    const mean = this.#distances.value / this.#rows;
    const totalOfMean = new DoubleSum();
    totalOfMean.addProduct(this.#rows, mean);
    const squares = new DoubleSum();
    squares.addScaled(this.#squaredDistances, 1);
    squares.addScaled(this.#distances, -2 * mean);
    squares.addScaled(totalOfMean, mean);
    return squares.value;
  }
}

function r2Of(residual: number, total: number): number {
  if (total > 0) return 1 - residual / total;
  return residual === 0 ? 1 : 0;
}

/** Exactly 0 where all values that count are the same, also where their mean would be rounded. */
function weightedSquaresAboutMean(values: Float64Array, weights: Weights, rows: number): number {
  let [sum, lowest, highest] = [0, Infinity, -Infinity];
  for (let row = 0; row < values.length; row += 1) {
    const [weight, value] = [weights[row] ?? 0, values[row] ?? 0];
    if (weight === 0) continue;
    sum += weight * value;
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  if (lowest === highest) return 0;
  const mean = sum / rows;
  let squares = 0;
  for (let row = 0; row < values.length; row += 1) squares += (weights[row] ?? 0) * ((values[row] ?? 0) - mean) ** 2;
  return squares;
}

function finite(value: unknown, role: 'truth' | 'prediction', row: number): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  const message = `Row ${row}: the ${role} is ${describe(value)}, not a finite number.`;
  if (role === 'truth') throw new MergelineError('INPUT_INVALID', message);
  throw new MergelineError('MODEL_FAILED', message, {
    hint: 'The model answers so for the values of this row: try it with mergeline predict.',
  });
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'missing';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
