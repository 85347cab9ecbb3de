/** Where an example stands in MLflow's documentation (3.17.2): a page below mlflow.org/docs/latest, or a docstring. */
export type Source =
  | 'ml/search/search-runs'
  | 'ml/search/search-models'
  | 'ml/search/search-experiments'
  | 'genai/tracing/search-traces'
  | 'ml/tracking'
  | `mlflow.${string}`;

/** A filter exactly as it is printed there, and the fields of ours that it means; `mlflow.` before what no version has. */
export type Example = readonly [source: Source, filter: string, fields: string];

const runs: readonly Example[] = (
  [
    ['metrics.loss > 0.8', 'metrics.loss'],
    ["tag.`test` = 'abc'", 'tags.test'],
    ['tag.`test` = "abc"', 'tags.test'],
    ['metrics.`cross-entropy-loss` < 0.5', 'metrics.cross-entropy-loss'],
    ['params.`1st_iteration_timestamp` = "2022-01-01"', 'params.1st_iteration_timestamp'],
    ["attributes.run_id IN ('5984a3488161440f92de9847e846b342', 'babe221a676b4fa4b204f8240f2c4f14')", 'run_id'],
    ['metrics.accuracy > 0.72', 'metrics.accuracy'],
    ['metrics.loss <= 0.15', 'metrics.loss'],
    ['metrics.accuracy != 0.15', 'metrics.accuracy'],
    ['params.model = "GPT-4o"', 'params.model'],
    ['params.model LIKE "GPT%"', 'params.model'],
    ['params.model ILIKE "gpt%"', 'params.model'],
    ["datasets.name IN ('custom', 'also custom', 'another custom name')", 'dataset'],
    ["datasets.digest IN ('s8ds293b', 'jks834s2')", 'dataset_digest'],
    ["attributes.run_id IN ('5984a3488161440f92de9847e846b342')", 'run_id'],
    ['metrics."accuracy" > 0.72', 'metrics.accuracy'],
    ['metrics.`log-scale-loss` <= 0', 'metrics.log-scale-loss'],
    ['metrics.`f1 score` >= 0.5', 'metrics.f1 score'],
    ['metrics.accuracy > 0.72 AND metrics.loss <= 0.15', 'metrics.accuracy metrics.loss'],
    ['params.batch_size = "2"', 'params.batch_size'],
    ['params.model ILIKE "gPt%"', 'params.model'],
    ['params.model LIKE "GPT%" AND params.batch_size = "2"', 'params.model params.batch_size'],
    ['tags."environment" = "notebook"', 'tags.environment'],
    ['tags.environment = "notebook"', 'tags.environment'],
    ['tags.task = "Classification"', 'tags.task'],
    ['tags.task ILIKE "classif%"', 'tags.task'],
    ['datasets.name LIKE "custom"', 'dataset'],
    ['datasets.context = "train"', 'mlflow.dataset_context'],
    ['attributes.status = "ACTIVE"', 'status'],
    ['attributes.user_id LIKE "user1"', 'created_by'],
    ['attributes.run_name = "my-run"', 'tags.mlflow.runName'],
    ['attributes.run_id = "a1b2c3d4"', 'run_id'],
    ["attributes.run_id IN ('a1b2c3d4', 'e5f6g7h8')", 'run_id'],
    ['attributes.start_time >= 1664067852747', 'created'],
    ['attributes.end_time < 1664067852747', 'mlflow.end_time'],
    ['attributes.created > 1664067852747', 'created'],
    ["datasets.name IN ('custom', 'also custom')", 'dataset'],
    ['metrics.accuracy > 0.72 AND metrics.batch_size != 0', 'metrics.accuracy metrics.batch_size'],
    [
      "metrics.accuracy > 0.72 AND metrics.batch_size != 0 AND attributes.run_id IN ('a1b2c3d4', 'e5f6g7h8')",
      'metrics.accuracy metrics.batch_size run_id',
    ],
    ['metrics.loss <= 0.15 AND metrics.loss >= 0.1', 'metrics.loss'],
    ['params.batch_size != "None"', 'params.batch_size'],
    [
      `
attributes.run_id IN ('22db81f070f6413588641c8c343cdd72','c3680e37d0fa44eb9c9fb7828f6b5481')
  AND metrics.loss > 0.3
  AND metrics."f1 score" < 0.5
  AND params.model LIKE "GPT%"
`,
      'run_id metrics.loss metrics.f1 score params.model',
    ],
    ["params.model = 'GPT-4'", 'params.model'],
    ["metrics.rmse < 0.9 and tags.production = 'true'", 'metrics.rmse tags.production'],
    ['metrics.accuracy_score < 99.90', 'metrics.accuracy_score'],
  ] as const
).map(([filter, fields]) => ['ml/search/search-runs', filter, fields]);

const models: readonly Example[] = (
  [
    ['metrics.accuracy > 0.9', 'metrics.accuracy'],
    ['metrics.precision > 0.88 AND metrics.recall > 0.90', 'metrics.precision metrics.recall'],
    ["params.model_type = 'RandomForest'", 'params.model_type'],
    ["params.model_type = 'RandomForest' AND params.n_estimators = '200'", 'params.model_type params.n_estimators'],
    ["name = 'SVM_model_5'", 'model'],
    ["name IN ('SVM_model_5', 'RandomForest_model_0')", 'model'],
    ["name != 'SVM_model_4'", 'model'],
    ['creation_time > 1664067852747', 'created'],
    ["tags.task = 'classification'", 'tags.task'],
    ["tags.environment IN ('production', 'staging')", 'tags.environment'],
    [
      `
        params.model_type = 'RandomForest'
        AND metrics.accuracy > 0.9
        AND metrics.precision > 0.88
    `,
      'params.model_type metrics.accuracy metrics.precision',
    ],
    [
      `
        metrics.accuracy > 0.95
        AND metrics.precision > 0.93
    `,
      'metrics.accuracy metrics.precision',
    ],
  ] as const
).map(([filter, fields]) => ['ml/search/search-models', filter, fields]);

const experiments: readonly Example[] = (
  [
    ["attributes.name = 'x'", 'model'],
    ["name = 'x'", 'model'],
    ["attributes.name LIKE 'x%'", 'model'],
    ["tags.group != 'x'", 'tags.group'],
    ["tags.group ILIKE '%x%'", 'tags.group'],
    ["attributes.name LIKE 'x%' AND tags.group = 'y'", 'model tags.group'],
  ] as const
).map(([filter, fields]) => ['ml/search/search-experiments', filter, fields]);

const docstrings: readonly Example[] = [
  ['mlflow.search_model_versions', "name = 'CordobaWeatherForecastModel'", 'model'],
  ['mlflow.search_model_versions', "run_id = 'ae9a606a12834c04a8ef1006d0cff779'", 'run_id'],
  ['mlflow.search_model_versions', "name = 'model_name' and version_number = 1", 'model version_number'],
  ['mlflow.search_registered_models', "name LIKE 'Boston%'", 'model'],
  ['mlflow.search_registered_models', "name = 'a_model_name' and tag.key = 'value1'", 'model tags.key'],
  ['mlflow.MlflowClient.search_model_versions', "name='CordobaWeatherForecastModel'", 'model'],
  ['mlflow.MlflowClient.search_model_versions', "name = 'a_model_name' and tag.key = 'value1'", 'model tags.key'],
  [
    'mlflow.MlflowClient.search_registered_models',
    "name = 'x' AND tag.`mlflow.prompt.is_prompt` != 'true'",
    'model tags.mlflow.prompt.is_prompt',
  ],
  ['mlflow.MlflowClient.search_experiments', "tags.k ILIKE '%v'", 'tags.k'],
  ['mlflow.MlflowClient.search_experiments', "name LIKE '%b' AND tags.k = 'v'", 'model tags.k'],
  ['mlflow.MlflowClient.search_runs', "tags.s.release ILIKE '%rc%'", 'tags.s.release'],
  ['mlflow.search_logged_models', "name = 'another_model'", 'model'],
  ['mlflow.search_logged_models', 'params.alpha < 0.3 AND metrics.accuracy > 0.9', 'params.alpha metrics.accuracy'],
  ['mlflow.genai.search_prompts', "name LIKE 'greeting%'", 'model'],
  ['mlflow.genai.search_prompts', 'experiment_id = "1"', 'mlflow.experiment_id'],
  ['mlflow.genai.search_datasets', "created_by = 'alice@company.com'", 'created_by'],
  ['mlflow.genai.search_datasets', 'created_time >= 1664067852747', 'created'],
  ['mlflow.genai.search_datasets', "tags.status = 'validated' AND tags.version = '2.0'", 'tags.status tags.version'],
];

const traces: readonly Example[] = (
  [
    ["trace.text LIKE '%authentication error%'", 'mlflow.trace.text'],
    ["trace.name = 'predict'", 'mlflow.trace.name'],
    ["trace.name ILIKE '%PREDICT%'", 'mlflow.trace.name'],
    ["trace.name RLIKE '^(predict|inference)_[0-9]+'", 'mlflow.trace.name'],
    ["trace.status != 'OK'", 'mlflow.trace.status'],
    ['trace.execution_time_ms >= 200 AND trace.execution_time_ms <= 800', 'mlflow.trace.execution_time_ms'],
    ['trace.timestamp_ms > 1664067852747', 'mlflow.trace.timestamp_ms'],
    ["tag.model_name = 'gpt-4'", 'tags.model_name'],
    ["tag.model_name LIKE 'gpt-%'", 'tags.model_name'],
    ["tag.environment ILIKE '%prod%'", 'tags.environment'],
    ["trace.run_id = 'run_id_123456'", 'mlflow.trace.run_id'],
    ['prompt = "qa-agent-system-prompt/4"', 'mlflow.prompt'],
    ["span.name LIKE '%embedding%'", 'mlflow.span.name'],
    ["span.attributes.model_version LIKE '%v2%'", 'mlflow.span.attributes.model_version'],
    ['span.type RLIKE "^LLM"', 'mlflow.span.type'],
    ['metadata.user_id LIKE "user%"', 'mlflow.metadata.user_id'],
    ["feedback.rating = 'positive'", 'mlflow.feedback.rating'],
    ["expectation.label ILIKE '%success%'", 'mlflow.expectation.label'],
    ['attributes.timestamp_ms > 1664067852747', 'mlflow.timestamp_ms'],
    ["metadata.`mlflow.trace.session` = 'session_123'", 'mlflow.metadata.mlflow.trace.session'],
    [
      `
        tag.environment = 'production'
        AND trace.status = 'ERROR'
        AND trace.execution_time_ms > 500
    `,
      'tags.environment mlflow.trace.status mlflow.trace.execution_time_ms',
    ],
    [
      `
        trace.name ILIKE '%inference%'
        AND trace.timestamp_ms > 1700000000000
        AND span.attributes.model_version LIKE '%v2%'
    `,
      'mlflow.trace.name mlflow.trace.timestamp_ms mlflow.span.attributes.model_version',
    ],
  ] as const
).map(([filter, fields]) => ['genai/tracing/search-traces', filter, fields]);

export const examples: readonly Example[] = [...runs, ...models, ...experiments, ...docstrings, ...traces];

/** What stands in `order_by` there, joined by commas where it is a list. */
export const orders: readonly Example[] = [
  ['ml/search/search-runs', 'metrics.accuracy DESC', 'metrics.accuracy'],
  ['ml/search/search-runs', 'start_time DESC, run_id ASC', 'created run_id'],
  ['ml/search/search-runs', 'params.lr DESC', 'params.lr'],
  ['ml/search/search-models', 'metrics.accuracy DESC, creation_time ASC', 'metrics.accuracy created'],
  ['ml/search/search-models', 'metrics.f1_score DESC', 'metrics.f1_score'],
  ['mlflow.search_experiments', 'name', 'model'],
  ['mlflow.search_experiments', 'experiment_id DESC', 'mlflow.experiment_id'],
  ['mlflow.search_registered_models', 'name ASC', 'model'],
  ['mlflow.search_registered_models', 'last_updated_timestamp DESC', 'mlflow.last_updated_timestamp'],
  ['mlflow.search_runs', 'attribute.start_time DESC', 'created'],
  ['mlflow.search_model_versions', 'version_number DESC', 'version_number'],
  ['mlflow.search_model_versions', 'creation_timestamp DESC, name ASC', 'created model'],
  ['genai/tracing/search-traces', 'timestamp_ms DESC, status ASC', 'mlflow.timestamp_ms status'],
];
