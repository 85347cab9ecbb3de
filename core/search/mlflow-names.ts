import type { Field } from './field.ts';

const created: Field = { name: 'created', type: 'time' };
const model: Field = { name: 'model', type: 'text' };

const absentPrefix = 'mlflow.';

/** What only MLflow keeps: a filter may name it, and no version has it. */
function absent(name: string, type: Field['type'] = 'text'): Field {
  return { name: `${absentPrefix}${name}`, type };
}

/** Of the fields that a query names, those that only MLflow has, as MLflow calls them. */
export function onlyOfMlflow(mentioned: readonly string[]): readonly string[] {
  return mentioned.filter((field) => field.startsWith(absentPrefix)).map((field) => field.slice(absentPrefix.length));
}

export function isOnlyOfMlflow({ name }: Field): boolean {
  return name.startsWith(absentPrefix);
}

const ofTraces: ReadonlySet<string> = new Set([
  'trace',
  'span',
  'feedback',
  'expectation',
  'issue',
  'metadata',
  'request_metadata',
]);

/** A field of a trace, by its prefix and the rest. */
export function traceField(prefix: string, key: string): Field | undefined {
  return ofTraces.has(prefix) && key !== '' ? absent(`${prefix}.${key}`, 'either') : undefined;
}

/** The attributes in MLflow's filters, by what they are here. */
export const mlflowNames: Readonly<Record<string, Field>> = {
  name: model,
  model_name: model,
  creation_timestamp: created,
  creation_time: created,
  start_time: created,
  user_id: { name: 'created_by', type: 'text' },
  created_time: created,
  'run name': { name: 'tags.mlflow.runName', type: 'text' },
  run_name: { name: 'tags.mlflow.runName', type: 'text' },
  source_run_id: { name: 'run_id', type: 'text' },
  'dataset.name': { name: 'dataset', type: 'text' },
  'datasets.name': { name: 'dataset', type: 'text' },
  'dataset.digest': { name: 'dataset_digest', type: 'text' },
  'datasets.digest': { name: 'dataset_digest', type: 'text' },
  'dataset.context': absent('dataset_context'),
  'datasets.context': absent('dataset_context'),
  end_time: absent('end_time', 'time'),
  last_updated_timestamp: absent('last_updated_timestamp', 'time'),
  last_update_time: absent('last_update_time', 'time'),
  last_updated_time: absent('last_updated_time', 'time'),
  last_updated_by: absent('last_updated_by'),
  timestamp: absent('timestamp', 'time'),
  timestamp_ms: absent('timestamp_ms', 'time'),
  end_time_ms: absent('end_time_ms', 'time'),
  execution_time: absent('execution_time', 'number'),
  execution_time_ms: absent('execution_time_ms', 'number'),
  request_id: absent('request_id'),
  client_request_id: absent('client_request_id'),
  prompt: absent('prompt'),
  lifecycle_stage: absent('lifecycle_stage'),
  model_type: absent('model_type'),
  artifact_uri: absent('artifact_uri'),
  source_path: absent('source_path'),
  experiment_id: absent('experiment_id'),
  model_id: absent('model_id'),
};
