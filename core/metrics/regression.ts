import { MergelineError } from '../errors.ts';
import { DoubleSum } from './double-sum.ts';

export interface RegressionMetrics {
  readonly mae: number;
  readonly mse: number;
  readonly rmse: number;
  /** Absent for a single row, for which R² is not defined. */
  readonly r2?: number;
}

/**
 * The four regression metrics over any number of rows, in constant memory. With `t` the truth, `p` the prediction and
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

  get rows(): number {
    return this.#rows;
  }

  /** @throws MergelineError `INPUT_INVALID` that names the row (counted from 1) when a value is not a finite number. */
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

  #r2(): number | undefined {
    if (this.#rows < 2) return undefined;
    const residual = this.#squaredErrors.value;
    const total = this.#squaresAboutMean();
    if (total > 0) return 1 - residual / total;
    return residual === 0 ? 1 : 0;
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

function finite(value: unknown, role: 'truth' | 'prediction', row: number): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new MergelineError('INPUT_INVALID', `Row ${row}: the ${role} is ${describe(value)}, not a finite number.`);
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'missing';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
