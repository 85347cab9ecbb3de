import type { Manifest, ParameterValue, TensorSpec } from '../domain/manifest.ts';
import type { CellValue, ComparisonRow, RowGroup } from './comparison-answer.ts';
import { rowOf, rowsOfRecords } from './comparison-row.ts';
import type { Subject } from './subject.ts';

type Read = (subject: Subject) => CellValue | undefined;

/** Where the versions stand and who answers for them. */
export function standingRows(subjects: readonly Subject[]): readonly ComparisonRow[] {
  const frozen = subjects.map(({ stages }) =>
    Object.fromEntries(stages.flatMap(({ stage, card }) => (card === null ? [] : [[stage, card] as const]))),
  );
  return [
    ...rowsFrom(subjects, 'standing', {
      stage: ({ stages }) => stages.map(({ stage }) => stage),
      status: ({ status }) => status?.state ?? 'active',
      created: ({ manifest }) => manifest.created,
      created_by: ({ manifest }) => manifest.registeredBy,
      owner: ({ owners }) => owners,
      card: ({ card }) => card ?? undefined,
    }),
    // As reviewers saw it when the version came into the stage.
    ...rowsOfRecords('standing', 'card', frozen),
  ];
}

/** What whoever registered the versions said of them, and what was found in their files. */
export function declaredRows(subjects: readonly Subject[]): readonly ComparisonRow[] {
  const manifests = subjects.map(({ manifest }) => manifest);
  return [
    ...rowsOfRecords('parameters', 'params', manifests.map(parametersOf)),
    ...rowsFrom(subjects, 'signature', {
      task: ({ manifest }) => manifest.signature?.task,
      inputs: ({ manifest }) => manifest.signature?.inputs.map(tensorText),
      outputs: ({ manifest }) => manifest.signature?.outputs.map(tensorText),
      classes: ({ manifest }) => manifest.signature?.classes?.map(String),
    }),
    ...rowsOfRecords('datasets', 'dataset', manifests.map(datasetsOf)),
    ...rowsFrom(subjects, 'form', {
      format: ({ manifest }) => manifest.source.format,
      framework: ({ manifest }) => manifest.source.framework,
      framework_version: ({ manifest }) => manifest.source.frameworkVersion,
      estimator: ({ manifest }) => manifest.source.estimator,
      served: ({ manifest: { served } }) => served && `${served.format}, opset ${served.opset}`,
      conversion: ({ manifest }) => manifest.conversion.outcome,
      scan: ({ manifest }) => manifest.scan.verdict,
    }),
    ...rowsOfRecords(
      'form',
      'environment',
      manifests.map(({ environment }) => environment),
    ),
    ...rowsFrom(subjects, 'size', { source: sizeOf('source'), served: sizeOf('served') }, 'size.'),
    ...rowsOfRecords('lineage', 'lineage', manifests.map(lineageOf)),
    ...rowsFrom(subjects, 'description', {
      licence: ({ manifest }) => manifest.licence,
      description: ({ manifest, status }) => status?.description ?? manifest.description,
    }),
    ...rowsOfRecords(
      'description',
      'tags',
      subjects.map(({ manifest, status }) => ({ ...manifest.tags, ...status?.tags })),
    ),
  ];
}

function rowsFrom(
  subjects: readonly Subject[],
  group: RowGroup,
  reads: Readonly<Record<string, Read>>,
  prefix = '',
): readonly ComparisonRow[] {
  return Object.entries(reads).flatMap(([field, read]) => rowOf(group, prefix + field, subjects.map(read)) ?? []);
}

function parametersOf({ parameters }: Manifest): Readonly<Record<string, CellValue>> {
  const written = (value: ParameterValue) => (value === null ? 'null' : value);
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, written(value)]));
}

/** `X float64 [any, 4]: x, y, z, w` */
function tensorText({ name, type, shape, columns }: TensorSpec): string {
  const names = columns === undefined ? '' : `: ${columns.join(', ')}`;
  return `${name} ${type} [${shape.map((dimension) => dimension ?? 'any').join(', ')}]${names}`;
}

function datasetsOf({ datasets }: Manifest): Readonly<Record<string, CellValue>> {
  return Object.fromEntries(
    datasets.flatMap(({ name, digest, rows }) => [
      [name, digest],
      ...(rows === undefined ? [] : [[`${name}.rows`, rows] as const]),
    ]),
  );
}

function sizeOf(role: 'source' | 'served'): Read {
  return ({ manifest }) => {
    const files = manifest.artifacts.filter(({ roles }) => roles.includes(role));
    return files.length === 0 ? undefined : files.reduce((sum, { size }) => sum + size, 0);
  };
}

const lineageFields = {
  source_repository: 'sourceRepository',
  source_commit: 'sourceCommit',
  run_url: 'runUrl',
  parent: 'parent',
  base_model: 'baseModel',
} as const;

function lineageOf({ lineage }: Manifest): Readonly<Record<string, CellValue>> {
  return Object.fromEntries(
    Object.entries(lineageFields).flatMap(([field, key]) => {
      const value = lineage[key];
      return value === undefined ? [] : [[field, value]];
    }),
  );
}
