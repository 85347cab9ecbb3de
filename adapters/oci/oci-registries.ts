import type { ModelName } from '../../core/domain/names.ts';
import type { StorePolicy } from '../../core/domain/policy.ts';
import { noTransfers } from '../../core/domain/transfers.ts';
import type { ReadableArtifactStore } from '../../core/ports/artifact-store.ts';
import type { Patience } from '../http/patience.ts';
import { OciRegistryArtifactStore } from './oci-registry-artifact-store.ts';
import { OciRegistryBaseStore } from './oci-registry-base-store.ts';
import { OciRegistryImageStore } from './oci-registry-image-store.ts';
import { OciRegistry, type OciRepository, type TransferCounts } from './registry/oci-registry.ts';
import { formatRepositoryAddress, parseRepositoryAddress } from './registry/registry-address.ts';

type OciStorePolicy = Extract<StorePolicy, { type: 'oci' }>;

/** No name of a model: in the repository `<model>/removed` blobs wait while it is found out whether somebody needs them. */
const asideName = 'removed';
/** A model has two parts at most. */
const basesName = 'mergeline/serving/bases';

export interface OciRegistriesOptions {
  /** Of the process: proxies, and what lets it in. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A file that removals of this machine take turns with. */
  readonly lock: string;
  readonly patience?: Patience;
}

/**
 * The stores of type `oci`: each model has one repository, `<reference>/<model>`, with its files and its images, so that
 * promoting a version copies nothing. Connections and tokens are shared by all stores of one registry.
 */
export class OciRegistries {
  /** Of everything that went over these connections. */
  readonly counts: TransferCounts = { ...noTransfers };
  readonly #options: OciRegistriesOptions;
  readonly #registries = new Map<string, OciRegistry>();

  constructor(options: OciRegistriesOptions) {
    this.#options = options;
  }

  openStore({ name, reference }: OciStorePolicy, model: ModelName): OciRegistryArtifactStore {
    const repository = this.#open(`${reference}/${model}`);
    const aside = this.#open(`${reference}/${model}/${asideName}`);
    return new OciRegistryArtifactStore(repository, { name, aside, lock: this.#options.lock });
  }

  openImages(
    store: OciStorePolicy,
    model: ModelName,
    sources: readonly ReadableArtifactStore[],
  ): OciRegistryImageStore {
    const address = `${store.reference}/${model}`;
    const own = this.openStore(store, model);
    return new OciRegistryImageStore(this.#open(address), {
      model,
      address: formatRepositoryAddress(parseRepositoryAddress(address)),
      own,
      bases: this.#open(`${store.reference}/${basesName}`),
      sources,
    });
  }

  openBases({ reference }: OciStorePolicy): OciRegistryBaseStore {
    const address = `${reference}/${basesName}`;
    return new OciRegistryBaseStore(this.#open(address), formatRepositoryAddress(parseRepositoryAddress(address)));
  }

  #open(reference: string): OciRepository {
    const { registry: address, path } = parseRepositoryAddress(reference);
    const { env, patience } = this.#options;
    const registry =
      this.#registries.get(address.host) ??
      new OciRegistry(address, { env, counts: this.counts, ...(patience && { patience }) });
    this.#registries.set(address.host, registry);
    return registry.repository(path);
  }
}
