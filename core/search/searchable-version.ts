import type { FoundVersion } from '../domain/found-version.ts';
import type { Manifest, ParameterValue } from '../domain/manifest.ts';
import type { FactValue } from '../domain/query.ts';
import type { Evaluation, Model, Pointer, Status } from '../domain/records.ts';
import type { SearchableVersion } from '../domain/searchable.ts';
import { compareValues } from './compare-values.ts';
import { plainText } from './read-tokens.ts';
import { versionKey } from './version-key.ts';
import { wordsOf } from './words.ts';

/** What the registry says about one version. */
export interface VersionRecords {
  readonly manifest: Manifest;
  readonly model: Model;
  readonly owners: readonly string[];
  readonly pointers: readonly Pointer[];
  readonly status?: Status | undefined;
  /** Of this very manifest, oldest first. */
  readonly evaluations: readonly Evaluation[];
}

export function searchableVersion(records: VersionRecords): SearchableVersion {
  const found = foundVersion(records);
  return {
    found,
    key: versionKey(found.version),
    facts: factsOf(records, found),
    words: wordsOf(
      [found.description, ...Object.entries(found.tags).flat(), found.framework, ...found.datasets].join(' '),
    ),
  };
}

function foundVersion(records: VersionRecords): FoundVersion {
  const { manifest, model, owners, pointers, status } = records;
  const description = status?.description ?? manifest.description;
  const { framework, frameworkVersion } = manifest.source;
  const task = manifest.signature?.task ?? model.task;
  return {
    model: manifest.model,
    version: manifest.version,
    created: manifest.created,
    createdBy: manifest.registeredBy,
    stages: pointers.filter(({ version }) => version === manifest.version).map(({ stage }) => stage),
    status: status?.state ?? 'active',
    owners,
    ...(framework !== undefined && { framework }),
    ...(frameworkVersion !== undefined && { frameworkVersion }),
    ...(task !== undefined && { task }),
    datasets: manifest.datasets.map(({ name }) => name),
    metrics: asAnswered<number>(newestMetrics(records)),
    parameters: asAnswered(manifest.parameters),
    tags: { ...manifest.tags, ...status?.tags },
    ...(manifest.licence !== undefined && { licence: manifest.licence }),
    ...(description !== undefined && { description }),
  };
}

/** The newest verified value of each stands before what was reported. */
function newestMetrics({ manifest, evaluations }: VersionRecords): Readonly<Record<string, number>> {
  return Object.assign({}, manifest.metrics, ...evaluations.map(({ metrics }) => metrics));
}

/** JSON has no NaN and nothing infinite. */
function asAnswered<T extends ParameterValue>(values: Readonly<Record<string, T>>): Readonly<Record<string, T | null>> {
  const isSpecial = (value: T) => typeof value === 'number' && !Number.isFinite(value);
  if (!Object.values(values).some(isSpecial)) return values;
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, isSpecial(value) ? null : value]));
}

type Values = readonly (string | number | boolean | null | undefined)[];

function factsOf(records: VersionRecords, found: FoundVersion): ReadonlyMap<string, readonly FactValue[]> {
  const { manifest, evaluations } = records;
  const { model, version, tags } = found;
  const named: Readonly<Record<string, Values>> = {
    model: [model],
    namespace: [model.includes('/') ? model.split('/')[0] : undefined],
    version: [versionKey(version)],
    version_text: [version],
    stage: found.stages,
    status: [found.status],
    owner: found.owners,
    risk_tier: [records.model.riskTier],
    next_review: [records.model.nextReview && Date.parse(records.model.nextReview)],
    framework: [found.framework],
    framework_version: [found.frameworkVersion],
    format: [manifest.source.format],
    task: [found.task],
    dataset: found.datasets,
    dataset_digest: manifest.datasets.map(({ digest }) => digest),
    evaluated_on: evaluations.map(({ dataset }) => dataset.name),
    evaluated_on_digest: evaluations.map(({ dataset }) => dataset.digest),
    created: [Date.parse(found.created)],
    created_by: [found.createdBy],
    licence: [found.licence],
    description: [found.description],
    run_id: [tags['mlflow.runId'], runIdIn(manifest.lineage.runUrl)],
    ...lineageFacts(manifest),
    ...parameterFacts(manifest),
    ...family('tags', tags),
    ...family('metrics', newestMetrics(records)),
    ...family('reported', manifest.metrics),
    ...verifiedFacts(evaluations),
  };
  return new Map(
    Object.entries(named).flatMap(([field, values]) => {
      const known = [...new Set(values.flatMap(factValues))].sort(compareValues);
      return known.length === 0 ? [] : [[plainText(field), known]];
    }),
  );
}

/** What stands behind `runs/`, which MLflow has behind the `#` of its addresses; else the last part. */
function runIdIn(address = ''): string | undefined {
  const [, run] = /\/runs\/([^/?#]+)/.exec(address) ?? [];
  return (
    run ??
    (address
      .replace(/[?#].*$/, '')
      .split('/')
      .at(-1) ||
      undefined)
  );
}

function lineageFacts({ lineage }: Manifest): Readonly<Record<string, Values>> {
  return {
    'lineage.source_repository': [lineage.sourceRepository],
    'lineage.source_commit': [lineage.sourceCommit],
    'lineage.run_url': [lineage.runUrl],
    'lineage.parent': [lineage.parent],
    'lineage.base_model': [lineage.baseModel],
  };
}

/** MLflow keeps every parameter as text: a number is found as either. */
function parameterFacts({ parameters }: Manifest): Readonly<Record<string, Values>> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      `params.${name}`,
      typeof value === 'number' ? [value, String(value)] : [value],
    ]),
  );
}

/** One value for each data set: the newest. */
function verifiedFacts(evaluations: readonly Evaluation[]): Readonly<Record<string, Values>> {
  const newest = new Map(evaluations.map((evaluation) => [evaluation.dataset.digest, evaluation.metrics]));
  const facts: Record<string, Values> = {};
  for (const metrics of newest.values())
    for (const [name, value] of Object.entries(metrics))
      facts[`verified.${name}`] = [...(facts[`verified.${name}`] ?? []), value];
  return facts;
}

function family(prefix: string, values: Readonly<Record<string, Values[number]>>): Readonly<Record<string, Values>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, [value]]));
}

/** What is no number compares with nothing. */
function factValues(value: Values[number]): readonly FactValue[] {
  if (value === undefined || value === null || Number.isNaN(value)) return [];
  return [typeof value === 'number' ? value : plainText(String(value))];
}
