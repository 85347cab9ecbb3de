import { MergelineError } from '../core/errors.ts';
import type { Predictions, Predictor, Row } from '../core/ports/model-toolchain.ts';
import { HttpRefusal } from './http/http-refusal.ts';

interface Waiting {
  readonly rows: readonly Row[];
  resolve(predictions: Predictions): void;
  reject(error: unknown): void;
}

export interface BatcherLimits {
  /** Rows that are predicted in one call; a single request with more is not divided. */
  readonly batchRows: number;
  /** Rows that may wait; a request beyond them is refused. */
  readonly waitingRows: number;
}

const defaultLimits: BatcherLimits = { batchRows: 128, waitingRows: 4096 };

/**
 * Predicts the rows of all requests that arrived in the same turn of the event loop in one call, because a call costs
 * more than its rows. Nobody waits for company: a request that comes alone is predicted at once.
 */
export class Batcher {
  readonly #predictor: Predictor;
  readonly #limits: BatcherLimits;
  #queue: Waiting[] = [];
  #waitingRows = 0;
  #running = false;

  constructor(predictor: Predictor, limits: BatcherLimits = defaultLimits) {
    this.#predictor = predictor;
    this.#limits = limits;
  }

  /**
   * @throws MergelineError `INPUT_INVALID` that names the row and the field, HttpRefusal 503 when too many rows wait.
   */
  predict(rows: readonly Row[]): Promise<Predictions> {
    if (this.#waitingRows > 0 && this.#waitingRows + rows.length > this.#limits.waitingRows) {
      throw new HttpRefusal(503, 'BUSY', 'Too many rows are waiting.', { headers: { 'retry-after': '1' } });
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({ rows, resolve, reject });
      this.#waitingRows += rows.length;
      if (this.#running) return;
      this.#running = true;
      setImmediate(() => this.#drain());
    });
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) await this.#run(this.#nextBatch());
    this.#running = false;
  }

  #nextBatch(): readonly Waiting[] {
    let rows = 0;
    let count = 0;
    for (const waiting of this.#queue) {
      if (count > 0 && rows + waiting.rows.length > this.#limits.batchRows) break;
      rows += waiting.rows.length;
      count += 1;
    }
    this.#waitingRows -= rows;
    return this.#queue.splice(0, count);
  }

  /** Where a batch fails, its requests are predicted one by one: a bad row is answered to whoever sent it, and to nobody else. */
  async #run(batch: readonly Waiting[]): Promise<void> {
    const [only] = batch;
    try {
      const rows = batch.length === 1 && only ? only.rows : batch.flatMap((waiting) => waiting.rows);
      const predictions = await this.#predictor.predict(rows);
      if (predictions.predictions.length !== rows.length) throw answersDiffer(rows.length, predictions);
      handOut(predictions, batch);
    } catch (error) {
      if (batch.length === 1) only?.reject(error);
      else for (const waiting of batch) await this.#run([waiting]);
    }
  }
}

function handOut(all: Predictions, batch: readonly Waiting[]): void {
  let start = 0;
  const parts = batch.map(({ rows }) => {
    const end = start + rows.length;
    const part = sliceOf(all, start, end);
    start = end;
    return part;
  });
  batch.forEach((waiting, index) => {
    waiting.resolve(parts[index] as Predictions);
  });
}

function answersDiffer(rows: number, { predictions }: Predictions): MergelineError {
  return new MergelineError('INTERNAL', `The model gave ${predictions.length} answers for ${rows} rows.`);
}

function sliceOf({ predictions, classes, probabilities }: Predictions, start: number, end: number): Predictions {
  return {
    predictions: predictions.slice(start, end),
    ...(classes && { classes }),
    ...(probabilities && { probabilities: probabilities.slice(start, end) }),
  };
}
