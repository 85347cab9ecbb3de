import type { Fault } from '../errors.ts';
import type { FoundVersion } from './found-version.ts';
import type { ModelName } from './names.ts';
import type { FactValue } from './query.ts';

/** Everything that a query can ask about one version. */
export interface SearchableVersion {
  /** What is answered when the version is found. */
  readonly found: FoundVersion;
  /** Orders the versions of a model. */
  readonly key: string;
  /** The smallest value of each first; of one that has several, none comes twice. */
  readonly facts: ReadonlyMap<string, readonly FactValue[]>;
  /** The words of the texts that are its own; those of its model come beside them. */
  readonly words: readonly string[];
}

/** A model with everything that can be asked of its versions. */
export interface SearchableModel {
  readonly model: ModelName;
  /** Of its description and its card, which are about all of its versions. */
  readonly words: readonly string[];
  readonly versions: readonly SearchableVersion[];
  /** Of its files that cannot be read. */
  readonly faults: readonly Fault[];
}
