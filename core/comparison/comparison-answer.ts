import type { Digest } from '../domain/digest.ts';
import type { Instant } from '../domain/manifest.ts';
import type { ModelName, StageName } from '../domain/names.ts';
import type { Bounds, Oid, Status } from '../domain/records.ts';
import type { Version } from '../domain/version.ts';
import type { Fault } from '../errors.ts';
import type { Direction } from '../metrics/metric.ts';

/** Versions side by side. Every list of values has one for each version, in the order in which they were asked for. */
export interface CompareAnswer {
  readonly versions: readonly ComparedVersion[];
  /** A field with the same name that search knows it by. */
  readonly rows: readonly ComparisonRow[];
  /** How the metrics came to be what they are; only when it was asked for. */
  readonly trends?: readonly Trend[];
  readonly registryCommit: Oid;
  readonly faults: readonly Fault[];
}

export interface ComparedVersion {
  /** As it was asked for: `iris@production`. */
  readonly ref: string;
  readonly model: ModelName;
  readonly version: Version;
  readonly manifestDigest: Digest;
  readonly created: Instant;
  readonly stages: readonly StageName[];
  readonly status: Status['state'];
  /** What became of the first version on the way to this one; `null` for the first itself. */
  readonly against: AgainstFirst | null;
}

export interface AgainstFirst {
  /** Verified metrics that improved, and that got worse. */
  readonly better: number;
  readonly worse: number;
  /** Rows with another value. */
  readonly changed: number;
  /** Sentences; those that begin with `breaks callers` say what stops a program that calls the first version. */
  readonly signature: readonly string[];
}

export const rowGroups = [
  'standing',
  'verified',
  'reported',
  'parameters',
  'signature',
  'datasets',
  'form',
  'size',
  'lineage',
  'description',
] as const;

export type RowGroup = (typeof rowGroups)[number];

/** `null` where the version has no such thing. A parameter that is null is the text `null`. */
export type CellValue = string | number | boolean | readonly string[] | null;

export interface ComparisonRow {
  readonly field: string;
  readonly group: RowGroup;
  readonly values: readonly CellValue[];
  /** Whether the versions differ in it. */
  readonly changed: boolean;
  /** Of a verified metric: the name of the data set it was measured on. */
  readonly dataset?: string;
  /** Of a metric: which way it improves; `null` where nobody knows. */
  readonly direction?: Direction | null;
  /** Of a verified metric. */
  readonly measurements?: readonly (Measurement | null)[];
}

/** How one verified value was measured, and what it is against the first version's. */
export interface Measurement {
  readonly datasetDigest: Digest;
  readonly datasetRows: number;
  readonly at: Instant;
  /** False where other bytes, or another column, were measured than for the first version. */
  readonly comparable: boolean;
  /** `null` for the first version, and where there is nothing to subtract or it would mean nothing. */
  readonly delta: number | null;
  /** `null` where nobody knows which way is better, or nothing changed. */
  readonly better: boolean | null;
  /** Where the value would lie if other rows of the same kind had been drawn, with this confidence. */
  readonly interval: Bounds | null;
  readonly level: number | null;
}

/** One metric over the versions of a model, lowest version first. */
export interface Trend {
  readonly model: ModelName;
  readonly metric: string;
  /** `null` for values that were reported and never verified. */
  readonly dataset: string | null;
  readonly direction: Direction | null;
  readonly points: readonly TrendPoint[];
  /** Lower versions that are left out, because a line of so many shows nothing. */
  readonly omitted: number;
}

export interface TrendPoint {
  readonly version: Version;
  readonly value: number;
  readonly interval: Bounds | null;
  /** False where other bytes were measured than for the versions that are compared. */
  readonly comparable: boolean;
  /** That it holds now. */
  readonly stages: readonly StageName[];
  /** Whether it is one of the versions that are compared. */
  readonly compared: boolean;
  /** Whether versions between the point before and this one are left out. */
  readonly afterGap: boolean;
}
