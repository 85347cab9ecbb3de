import { type Descriptor, type Digest, hexOf } from '../../../core/domain/digest.ts';
import { MergelineError } from '../../../core/errors.ts';
import type { RepositoryManifests } from './repository-manifests.ts';

const indexType = 'application/vnd.oci.image.index.v1+json';
/** Two writers of one index may each miss the other once: it is looked at again after it was written. */
const mostRounds = 5;

export interface Referrer extends Descriptor {
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * Lists what refers to a manifest, in registries without an API for it: by an index under a tag made of the digest.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema
 */
export class RepositoryReferrers {
  readonly #manifests: RepositoryManifests;

  constructor(manifests: RepositoryManifests) {
    this.#manifests = manifests;
  }

  async list(subject: Digest): Promise<readonly Referrer[]> {
    const found = await this.#manifests.read(tagOf(subject));
    // Some registries answer such a tag with the subject itself.
    if (found === undefined || found.mediaType !== indexType) return [];
    const { manifests } = JSON.parse(found.bytes.toString()) as { manifests?: readonly Referrer[] };
    return Array.isArray(manifests) ? manifests : [];
  }

  /** @throws MergelineError `CONFLICT` when others keep changing the list. */
  async add(subject: Digest, referrer: Referrer): Promise<void> {
    await this.#change(subject, (list) =>
      list.some(({ digest }) => digest === referrer.digest) ? undefined : [...list, referrer],
    );
  }

  async remove(subject: Digest, referrer: Digest): Promise<void> {
    await this.#change(subject, (list) =>
      list.some(({ digest }) => digest === referrer) ? list.filter(({ digest }) => digest !== referrer) : undefined,
    );
  }

  /** @param change undefined when the list is as it has to be. */
  async #change(
    subject: Digest,
    change: (list: readonly Referrer[]) => readonly Referrer[] | undefined,
  ): Promise<void> {
    for (let round = 0; round < mostRounds; round += 1) {
      const manifests = change(await this.list(subject));
      if (manifests === undefined) return;
      if (manifests.length === 0) {
        await this.#forget(subject);
        return;
      }
      const index = { schemaVersion: 2, mediaType: indexType, manifests };
      await this.#manifests.write(tagOf(subject), Buffer.from(JSON.stringify(index)), indexType);
    }
    throw new MergelineError('CONFLICT', `Others keep changing what is listed with ${subject}.`, {
      hint: 'Repeat the command.',
    });
  }

  async #forget(subject: Digest): Promise<void> {
    const index = await this.#manifests.find(tagOf(subject));
    if (index !== undefined) await this.#manifests.remove(index);
  }
}

function tagOf(digest: Digest): string {
  return `sha256-${hexOf(digest)}`;
}
