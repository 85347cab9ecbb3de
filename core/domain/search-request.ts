import type { FoundVersion } from './found-version.ts';
import type { ModelName } from './names.ts';
import type { Condition, FactValue, OrderTerm } from './query.ts';

/** One page of what a query finds. */
export interface SearchRequest {
  readonly where?: Condition | undefined;
  /** Then by model, its highest version first. */
  readonly order: readonly OrderTerm[];
  readonly limit: number;
  /** The fields that where, order and whoever shows the page name. */
  readonly mentioned: readonly string[];
  /** Only what stands behind this place. */
  readonly after?: Position | undefined;
}

/** The place of a version in an order. */
export interface Position {
  /** For each term of the order its smallest value; `null` where it has none, which is behind all others. */
  readonly values: readonly (FactValue | null)[];
  readonly model: ModelName;
  /** The version's key. */
  readonly key: string;
}

export interface FoundPage {
  readonly versions: readonly FoundVersion[];
  readonly total: number;
  /** Of the last version, where more stand behind it. */
  readonly last?: Position | undefined;
}
