import type { ModelName } from './domain/names.ts';
import type { StorePolicy } from './domain/policy.ts';
import type { Oid } from './domain/records.ts';
import type { Transfers } from './domain/transfers.ts';
import type { ArtifactStore } from './ports/artifact-store.ts';
import type { BaseBuilder } from './ports/base-builder.ts';
import type { BaseStore } from './ports/base-store.ts';
import type { Clock } from './ports/clock.ts';
import type { DatasetReader } from './ports/dataset.ts';
import type { DatasetBytes } from './ports/dataset-bytes.ts';
import type { ExpressionCompiler } from './ports/expression-compiler.ts';
import type { Forge } from './ports/forge.ts';
import type { ImageStore } from './ports/image-store.ts';
import type { ManifestIndex } from './ports/manifest-index.ts';
import type { ModelConverter, ModelRuntime } from './ports/model-toolchain.ts';
import type { PendingWrites } from './ports/pending-writes.ts';
import type { Person, Repository, RepositoryReader, Snapshot } from './ports/repository.ts';
import type { SearchIndex } from './ports/search-index.ts';
import type { WorkTree } from './ports/work-tree.ts';
import type { Moment } from './reading/moment.ts';

/** A registry in another folder of the same repository, with its proposals. */
export interface OtherRegistry {
  /** `''` is the top of the repository. */
  readonly folder: string;
  readonly snapshot: Snapshot;
  readonly repository: RepositoryReader;
  readonly forge: Pick<Forge, 'list'>;
}

/** Everything the use cases need of the world. Each one takes the part that it uses. */
export interface RegistryContext {
  readonly repository: Repository;
  /** Brings what is read of a remote up to date; absent where nobody writes elsewhere. */
  readonly refresh?: () => Promise<void>;
  /** The branch that decides what is registered and who holds a stage. */
  readonly branch: string;
  readonly recordsBranch: string;
  /** Whether others may read the registry from elsewhere. */
  readonly hasRemote: boolean;
  /** Who acts, as the forge knows them. */
  readonly actor: string;
  /** Where people edit the registry's files; absent where no work tree shows the registry branch. */
  readonly workTree?: WorkTree;
  /** Whom commits name. */
  readonly author: Person;
  readonly clock: Clock;
  /** Told which state of the registry an answer is about, whenever another than the present one is asked for. */
  readonly onMoment?: (moment: Moment) => void;
  readonly forge: Forge;
  /** The forge as it stood where these stand; absent where it does not remember. */
  readonly forgeAsOf?: (past: { readonly repository: Repository; readonly clock: Clock }) => Forge;
  /** Opens a store that `registry.yaml` names, for the files of one model. */
  readonly openStore: (store: StorePolicy, model: ModelName) => ArtifactStore;
  readonly datasetBytes: DatasetBytes;
  /** Opens the place where images of a model with this placement are published: beside its bytes where that can be. */
  readonly openImages: (placement: readonly StorePolicy[], model: ModelName) => ImageStore;
  /** Opens the place where serving bases lie that images of models with this placement are composed on. */
  readonly openBases: (placement: readonly StorePolicy[]) => BaseStore;
  /** Loaded only where somebody makes a base. */
  readonly loadBaseBuilder: () => Promise<BaseBuilder>;
  /** What went to and from OCI registries so far; absent where none can be reached. */
  readonly transfers?: () => Transfers;
  readonly pendingWrites: PendingWrites;
  /** Other registries of the same repository as of a commit: their bytes may lie in the same stores. */
  readonly otherRegistries?: (commit: Oid) => Promise<readonly OtherRegistry[]>;
  readonly manifestIndex: ManifestIndex;
  /** Absent where nothing is kept between two questions; loaded when somebody searches. */
  readonly loadSearchIndex?: () => Promise<SearchIndex>;
  readonly converter: ModelConverter;
  readonly runtime: ModelRuntime;
  /** Loaded only where the policy has expressions. */
  readonly loadExpressions: () => Promise<ExpressionCompiler>;
  readonly datasets: DatasetReader;
}

/** What reads, runs and measures model files; needs no registry. */
export type Toolchain = Pick<RegistryContext, 'converter' | 'runtime' | 'datasets'>;
