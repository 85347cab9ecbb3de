import { MergelineError } from '../core/errors.ts';

/** The file was understood, but the model in it is beyond what we convert. */
export class UnsupportedModel extends MergelineError {
  /** Where in the model: `pipeline.steps[1].clf`. */
  readonly path: string | undefined;
  /** Dotted class name of the estimator that is in the way. */
  readonly estimator: string | undefined;

  constructor(reason: string, { path, estimator }: { path?: string | undefined; estimator?: string | undefined } = {}) {
    const details = path === undefined ? [] : [{ path, message: reason }];
    super('MODEL_UNSUPPORTED', path === undefined ? reason : `${path}: ${reason}`, { details });
    this.reason = reason;
    this.path = path;
    this.estimator = estimator;
  }

  readonly reason: string;
}
