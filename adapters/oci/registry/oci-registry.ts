import { noTransfers, type Transfers } from '../../../core/domain/transfers.ts';
import { type Patience, usualPatience } from '../../http/patience.ts';
import { findCredentialOf } from './find-credential.ts';
import type { RegistryAddress } from './registry-address.ts';
import { RegistryConnection } from './registry-connection.ts';
import { RegistryTransport } from './registry-transport.ts';
import { RepositoryBlobs } from './repository-blobs.ts';
import { RepositoryManifests } from './repository-manifests.ts';
import { RepositoryReferrers } from './repository-referrers.ts';
import { TokenSource } from './token-source.ts';

/** Counted up by every transfer. */
export type TransferCounts = { -readonly [Count in keyof Transfers]: number };

export interface OciRegistryOptions {
  /** Of the process: proxies and credentials. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly patience?: Patience;
  readonly counts?: TransferCounts;
}

export interface OciRepository {
  readonly path: string;
  readonly blobs: RepositoryBlobs;
  readonly manifests: RepositoryManifests;
  readonly referrers: RepositoryReferrers;
}

/** One OCI registry: https://github.com/opencontainers/distribution-spec */
export class OciRegistry {
  readonly address: RegistryAddress;
  readonly counts: TransferCounts;
  readonly #connection: RegistryConnection;

  constructor(
    address: RegistryAddress,
    { env, patience = usualPatience, counts = { ...noTransfers } }: OciRegistryOptions,
  ) {
    const transport = new RegistryTransport(address.origin, { env, idle: patience.idle });
    const tokens = new TokenSource(address.origin, transport, findCredentialOf(address.host, env));
    this.#connection = new RegistryConnection({ address, transport, tokens, patience });
    this.address = address;
    this.counts = counts;
  }

  repository(path: string): OciRepository {
    const manifests = new RepositoryManifests(this.#connection, path);
    const blobs = new RepositoryBlobs(this.#connection, path, this.counts);
    return { path, blobs, manifests, referrers: new RepositoryReferrers(manifests) };
  }
}
