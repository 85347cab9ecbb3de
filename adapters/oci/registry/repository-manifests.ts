import { type Digest, digestOf, isDigest, parseDigest } from '../../../core/domain/digest.ts';
import { MergelineError } from '../../../core/errors.ts';
import type { HttpAnswer } from '../../http/http-answer.ts';
import type { RegistryConnection } from './registry-connection.ts';
import { scopeOf } from './token-source.ts';

export interface StoredManifest {
  readonly bytes: Buffer;
  readonly digest: Digest;
  readonly mediaType: string;
}

/** Registries need not take larger ones: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests */
const largestManifest = 4 * 1024 * 1024;

const accept = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
].join(', ');

/** The manifests and tags of one repository. */
export class RepositoryManifests {
  readonly path: string;
  readonly #connection: RegistryConnection;

  constructor(connection: RegistryConnection, path: string) {
    this.#connection = connection;
    this.path = path;
  }

  /** What a tag or a digest names; undefined when there is nothing. */
  async find(reference: string): Promise<Digest | undefined> {
    const response = await this.#get('HEAD', reference);
    response.discard();
    if (response.status === 404) return undefined;
    const named = response.headers['docker-content-digest'];
    if (isDigest(reference)) {
      if (named === undefined || named === reference) return reference;
      throw this.#mismatch(reference, String(named));
    }
    // Registries may leave the header out: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
    return typeof named === 'string' ? parseDigest(named) : (await this.read(reference))?.digest;
  }

  /** @throws MergelineError `DIGEST_MISMATCH` when a digest, asked for or told, is not that of the bytes. */
  async read(reference: string): Promise<StoredManifest | undefined> {
    const response = await this.#get('GET', reference);
    if (response.status === 404) {
      response.discard();
      return undefined;
    }
    const bytes = await this.#connection.read(response, largestManifest, `the manifest ${reference}`);
    const digest = digestOf(bytes);
    const named = isDigest(reference) ? reference : response.headers['docker-content-digest'];
    if (named !== undefined && named !== digest) throw this.#mismatch(String(named), digest);
    return { bytes, digest, mediaType: response.headers['content-type']?.split(';')[0]?.trim() ?? '' };
  }

  /**
   * @param reference its digest, or a tag that names it from now on.
   * @returns whether the registry says that it lists it with its subject.
   * @throws MergelineError `DIGEST_MISMATCH` when the registry stored something else.
   */
  async write(reference: string, bytes: Uint8Array, mediaType: string): Promise<{ readonly listed: boolean }> {
    const response = await this.#connection.ask({
      method: 'PUT',
      url: this.#urlOf(reference),
      scopes: [scopeOf(this.path, 'pull,push')],
      headers: { 'content-type': mediaType },
      body: {
        size: bytes.length,
        open: async function* () {
          yield bytes;
        },
      },
      doing: `publishing ${this.path}:${reference}`,
      expected: [201, 200, 202],
    });
    response.discard();
    const digest = digestOf(bytes);
    const named = response.headers['docker-content-digest'];
    if (named !== undefined && named !== digest) throw this.#mismatch(digest, String(named));
    return { listed: response.headers['oci-subject'] !== undefined };
  }

  /** By digest: with every tag that names it. */
  async remove(reference: string): Promise<'removed' | 'absent'> {
    const response = await this.#connection.ask({
      method: 'DELETE',
      url: this.#urlOf(reference),
      scopes: [scopeOf(this.path, 'pull,push,delete')],
      doing: `removing ${this.path}:${reference}`,
      expected: [200, 202, 204, 404],
    });
    response.discard();
    return response.status === 404 ? 'absent' : 'removed';
  }

  async #get(method: 'GET' | 'HEAD', reference: string): Promise<HttpAnswer> {
    return await this.#connection.ask({
      method,
      url: this.#urlOf(reference),
      scopes: [scopeOf(this.path, 'pull')],
      headers: { accept },
      doing: `reading ${this.path}:${reference}`,
      expected: [200, 404],
    });
  }

  #urlOf(reference: string): string {
    return `/v2/${this.path}/manifests/${reference}`;
  }

  #mismatch(expected: string, found: string): MergelineError {
    const host = this.#connection.address.host;
    return new MergelineError('DIGEST_MISMATCH', `${host} has ${found} where ${expected} is due.`, {
      hint: 'Nothing was taken from there. Ask whoever runs the registry.',
    });
  }
}
