import type { Field } from './field.ts';

const created: Field = { name: 'created', type: 'time' };
const model: Field = { name: 'model', type: 'text' };

/** What only MLflow keeps: a filter may name it, and no version has it. */
const absent = (name: string, type: Field['type'] = 'text'): Field => ({ name: `mlflow.${name}`, type });

/** The attributes in MLflow's filters, by what they are here. */
export const mlflowNames: Readonly<Record<string, Field>> = {
  name: model,
  model_name: model,
  creation_timestamp: created,
  creation_time: created,
  start_time: created,
  user_id: { name: 'created_by', type: 'text' },
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
  artifact_uri: absent('artifact_uri'),
  source_path: absent('source_path'),
  experiment_id: absent('experiment_id'),
  model_id: absent('model_id'),
};
