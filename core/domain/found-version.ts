import type { Instant, ParameterValue, Task } from './manifest.ts';
import type { ModelName, StageName } from './names.ts';
import type { FactValue } from './query.ts';
import type { Status } from './records.ts';
import type { Version } from './version.ts';

/** A version as a search finds it. */
export interface FoundVersion {
  readonly model: ModelName;
  readonly version: Version;
  readonly created: Instant;
  readonly createdBy: string;
  readonly stages: readonly StageName[];
  readonly status: Status['state'];
  readonly owners: readonly string[];
  readonly framework?: string;
  readonly frameworkVersion?: string;
  readonly task?: Task;
  readonly datasets: readonly string[];
  /** The newest verified value of each, else the one that was reported; `null` for what is no finite number. */
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly licence?: string;
  readonly description?: string;
  /** What else the query names, where the version has nothing of it under another name here; empty where it has none. */
  readonly fields?: Readonly<Record<string, readonly FactValue[]>>;
}
