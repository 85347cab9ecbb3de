import type { Instant, ParameterValue, Task } from './manifest.ts';
import type { ModelName, StageName } from './names.ts';
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
  /** The newest verified value of each, else the one that was reported. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly licence?: string;
  readonly description?: string;
}
