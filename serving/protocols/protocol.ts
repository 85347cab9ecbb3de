import type { Predictions, Row } from '../../core/ports/model-toolchain.ts';
import type { Answer } from '../http/answer.ts';
import type { HttpRefusal } from '../http/http-refusal.ts';
import type { Route } from '../http/route.ts';
import type { ServedModel } from '../models/served-model.ts';

/** What every protocol is spoken over. */
export interface Executor {
  /**
   * @throws MergelineError `INPUT_INVALID` that names the row and the field, HttpRefusal 503 when too much waits.
   */
  predict(model: ServedModel, rows: readonly Row[]): Promise<Predictions>;
  /** False once the server shuts down: no new work should be sent. */
  isReady(): boolean;
}

/** One dialect: which paths it answers, and how it says no. */
export interface Protocol {
  /** Every path below it is refused in this protocol's words. */
  readonly prefix: string;
  routes(models: readonly ServedModel[], executor: Executor): readonly Route[];
  refuse(refusal: HttpRefusal): Answer;
}
