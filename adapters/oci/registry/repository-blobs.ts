import type { Descriptor, Digest } from '../../../core/domain/digest.ts';
import { formatBytes } from '../../../core/domain/units.ts';
import { MergelineError } from '../../../core/errors.ts';
import type { OpenBytes } from '../../../core/ports/artifact-store.ts';
import { verifiedBytes } from '../../../packaging/verified-bytes.ts';
import type { HttpAnswer } from '../../http/http-answer.ts';
import { retrying } from '../../http/patience.ts';
import { downloadBlob } from './download-blob.ts';
import type { TransferCounts } from './oci-registry.ts';
import type { RegistryConnection } from './registry-connection.ts';
import { RegistryFailure } from './registry-failure.ts';
import { quirksOf } from './registry-quirks.ts';
import { scopeOf } from './token-source.ts';

/** Bytes and the digest that names them. */
export type Content = Pick<Descriptor, 'digest' | 'size'>;

export type Stored = 'present' | 'mounted' | 'uploaded';

export interface StoreOptions {
  /** Paths of repositories of the same registry that may have the bytes. */
  readonly alsoIn?: readonly string[];
}

/** Answers to a mount that mean: not this way. Many registries give them where the other repository may not be read. */
const refusedMount = new Set([400, 401, 403, 404, 405]);

/** The blobs of one repository: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-blobs */
export class RepositoryBlobs {
  readonly path: string;
  readonly #connection: RegistryConnection;
  readonly #counts: TransferCounts;

  constructor(connection: RegistryConnection, path: string, counts: TransferCounts) {
    this.#connection = connection;
    this.path = path;
    this.#counts = counts;
  }

  /** Bytes that are there, `unknown` when the registry does not say, or undefined when it has no such blob. */
  async size(digest: Digest): Promise<number | 'unknown' | undefined> {
    const response = await this.#connection.ask({
      method: 'HEAD',
      url: this.#urlOf(digest),
      scopes: [scopeOf(this.path, 'pull')],
      doing: `looking for ${digest}`,
      expected: [200, 404],
    });
    response.discard();
    if (response.status === 404) return undefined;
    const length = response.headers['content-length'];
    return length === undefined ? 'unknown' : Number(length);
  }

  /** One of another size does not count. */
  async has({ digest, size }: Content): Promise<boolean> {
    const found = await this.size(digest);
    return found === size || found === 'unknown';
  }

  /**
   * A connection that breaks is made anew, where it broke off.
   * @throws MergelineError `NOT_FOUND`, `DIGEST_MISMATCH` before the last chunk, `REMOTE_FAILED`.
   */
  async *read(content: Content, subject: string): AsyncGenerator<Uint8Array> {
    const url = this.#urlOf(content.digest);
    const bytes = downloadBlob(this.#connection, { url, scopes: [scopeOf(this.path, 'pull')], content });
    for await (const chunk of verifiedBytes(bytes, content, subject, { hint: damagedHint })) {
      this.#counts.bytes += chunk.length;
      yield chunk;
    }
  }

  /**
   * Brings the blob here: nothing is sent when it is here or can be mounted.
   * @param open verified while it is sent; may be called several times: a transfer that broke is made again from the start.
   * @throws MergelineError `DIGEST_MISMATCH`, `REMOTE_FAILED`, `INPUT_INVALID` for more than the registry takes, or what `open`
   * throws; nothing is visible then.
   */
  async store(content: Content, open: OpenBytes, { alsoIn = [] }: StoreOptions = {}): Promise<Stored> {
    this.#refuseTooLarge(content);
    return await retrying(async () => {
      if (await this.has(content)) {
        this.#counts.verified += 1;
        return 'present';
      }
      for (const other of alsoIn) if (await this.mount(content.digest, other)) return 'mounted';
      await this.#upload(content, open);
      this.#counts.uploaded += 1;
      return 'uploaded';
    }, this.#connection.patience);
  }

  /** Whether the registry took the blob from another of its repositories. */
  async mount(digest: Digest, from: string): Promise<boolean> {
    const response = await this.#tryMount(digest, from);
    if (response === undefined) return false;
    if (response.status === 201) {
      response.discard();
      this.#counts.mounted += 1;
      return true;
    }
    await this.#abandon(response);
    return false;
  }

  /** @throws RegistryFailure where it is known that the registry lets nobody remove a blob. */
  checkRemovable(): void {
    const { host } = this.#connection.address;
    const { removal } = quirksOf(host);
    if (removal !== undefined) throw new RegistryFailure(`${host} lets nobody delete a blob.`, { hint: removal });
  }

  /** @throws RegistryFailure also where the registry lets nobody remove a blob. */
  async remove(digest: Digest): Promise<'removed' | 'absent'> {
    const response = await this.#connection.ask({
      method: 'DELETE',
      url: this.#urlOf(digest),
      scopes: [scopeOf(this.path, 'pull,push,delete')],
      doing: `removing ${digest}`,
      expected: [202, 204, 200, 404],
    });
    response.discard();
    return response.status === 404 ? 'absent' : 'removed';
  }

  #refuseTooLarge({ digest, size }: Content): void {
    const { host } = this.#connection.address;
    const { largestBlob = Number.POSITIVE_INFINITY } = quirksOf(host);
    if (size <= largestBlob) return;
    throw new MergelineError(
      'INPUT_INVALID',
      `${digest} has ${formatBytes(size)}, and ${host} takes ${formatBytes(largestBlob)} at most.`,
      { hint: 'Place the model in a store without this limit: docs/artifacts.md, "Which kind to choose".' },
    );
  }

  async #tryMount(digest: Digest, from: string): Promise<HttpAnswer | undefined> {
    if (quirksOf(this.#connection.address.host).mounts === false) return undefined;
    const query = new URLSearchParams({ mount: digest, from });
    try {
      return await this.#connection.ask({
        method: 'POST',
        url: `/v2/${this.path}/blobs/uploads/?${query}`,
        // A few registries look at the first scope alone.
        scopes: [scopeOf(this.path, 'pull,push'), scopeOf(from, 'pull')],
        doing: `mounting ${digest} from ${from}`,
        expected: [201, 202],
      });
    } catch (error) {
      if (error instanceof RegistryFailure && refusedMount.has(error.status ?? 0)) return undefined;
      throw error;
    }
  }

  async #upload(content: Content, open: OpenBytes): Promise<void> {
    const begun = await this.#connection.ask({
      method: 'POST',
      url: `/v2/${this.path}/blobs/uploads/`,
      scopes: [scopeOf(this.path, 'pull,push')],
      doing: `uploading ${content.digest}`,
      expected: [202],
    });
    try {
      await this.#send(content, open, this.#connection.targetOf(begun));
      begun.discard();
    } catch (error) {
      await this.#abandon(begun);
      throw error;
    }
  }

  async #send({ digest, size }: Content, open: OpenBytes, session: URL): Promise<void> {
    const url = new URL(session);
    url.searchParams.set('digest', digest);
    const response = await this.#connection.attempt({
      method: 'PUT',
      url,
      scopes: [scopeOf(this.path, 'pull,push')],
      headers: { 'content-type': 'application/octet-stream' },
      body: { size, open: () => this.#counted(verifiedBytes(open(), { digest, size }, `What is stored as ${digest}`)) },
      doing: `uploading ${digest}`,
      expected: [201, 204],
    });
    response.discard();
    const named = response.headers['docker-content-digest'];
    if (named === undefined || named === digest) return;
    throw new MergelineError('DIGEST_MISMATCH', `${url.host} stored ${digest} under another digest.`, {
      hint: 'Ask whoever runs the registry.',
    });
  }

  /** Registries keep what was begun for days. */
  async #abandon(begun: HttpAnswer): Promise<void> {
    begun.discard();
    try {
      const response = await this.#connection.attempt({
        method: 'DELETE',
        url: this.#connection.targetOf(begun),
        scopes: [scopeOf(this.path, 'pull,push')],
        doing: 'ending an upload',
        expected: [200, 202, 204, 404],
      });
      response.discard();
    } catch {
      // What made it necessary is what people have to hear of.
    }
  }

  async *#counted(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      this.#counts.bytes += chunk.length;
      yield chunk;
    }
  }

  #urlOf(digest: Digest): string {
    return `/v2/${this.path}/blobs/${digest}`;
  }
}

const damagedHint =
  'It is damaged on the way or in the registry. Repeat the command; if it stays so, store the version again.';
