import type { Task } from '../domain/manifest.ts';

/** Which way a metric improves. */
export type Direction = 'higher' | 'lower';

export interface MetricDefinition {
  readonly task: Task;
  readonly direction: Direction;
  /** What it takes that not every model and data set have, as it is told to people. */
  readonly needs?: string;
}

const classification = { task: 'classification', direction: 'higher' } as const;
const probabilities = 'a probability of the model for every class of the data set';
const area = { ...classification, needs: `${probabilities}, and rows of every class` } as const;

/**
 * Every metric that an evaluation computes, by the name it has in files and answers. A plain name averages the
 * classes equally (macro).
 */
export const metrics = {
  accuracy: classification,
  precision: classification,
  precision_weighted: classification,
  precision_micro: classification,
  recall: classification,
  recall_weighted: classification,
  recall_micro: classification,
  f1: classification,
  f1_weighted: classification,
  f1_micro: classification,
  log_loss: { task: 'classification', direction: 'lower', needs: probabilities },
  roc_auc: area,
  roc_auc_weighted: area,
  mae: { task: 'regression', direction: 'lower' },
  mse: { task: 'regression', direction: 'lower' },
  rmse: { task: 'regression', direction: 'lower' },
  r2: { task: 'regression', direction: 'higher' },
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof metrics;

export function isMetricName(text: string): text is MetricName {
  return Object.hasOwn(metrics, text);
}

/** What a metric of ours takes that not every model and data set have; undefined when it takes nothing of the kind. */
export function needsOf(metric: string): string | undefined {
  const definition: MetricDefinition | undefined = isMetricName(metric) ? metrics[metric] : undefined;
  return definition?.needs;
}

/** Undefined for a metric that is not ours: whoever compares it must say which way it improves. */
export function directionOf(metric: string): Direction | undefined {
  return isMetricName(metric) ? metrics[metric].direction : undefined;
}
