import { type Descriptor, digestOf, isDigest } from '../core/domain/digest.ts';
import type { Image, ImageIndex } from '../core/domain/image.ts';
import { MergelineError } from '../core/errors.ts';

/**
 * Every image store asks this first: the bytes are those that are named, and the manifest names this configuration.
 * @returns the layers of the manifest, those of a serving base included.
 * @throws MergelineError `DIGEST_MISMATCH`.
 */
export function checkImage({ digest, manifest, config }: Image): readonly Descriptor[] {
  if (digestOf(manifest) !== digest) throw mismatch(`The bytes of the manifest are not those of ${digest}.`);
  const { descriptor, bytes } = config;
  if (digestOf(bytes) !== descriptor.digest || bytes.length !== descriptor.size) {
    throw mismatch(`The bytes of the configuration are not those of ${descriptor.digest}.`);
  }
  const document = JSON.parse(Buffer.from(manifest).toString()) as { config?: Descriptor; layers?: Descriptor[] };
  if (document.config?.digest !== descriptor.digest) throw mismatch(`${digest} has another configuration.`);
  const layers = document.layers ?? [];
  const nameless = layers.find((layer) => !isDigest(layer.digest));
  if (nameless !== undefined) throw mismatch(`${digest} has a layer without a sha256 digest.`);
  return layers;
}

/** @throws MergelineError `DIGEST_MISMATCH` when the index is not the one that is named, or lists other images. */
export function checkIndex({ digest, manifest, images }: ImageIndex): void {
  if (digestOf(manifest) !== digest) throw mismatch(`The bytes of the index are not those of ${digest}.`);
  const { manifests = [] } = JSON.parse(Buffer.from(manifest).toString()) as { manifests?: Descriptor[] };
  const listed = manifests.map((entry) => entry.digest).join();
  if (listed !== images.map((image) => image.digest).join()) throw mismatch(`${digest} lists other images.`);
}

function mismatch(message: string): MergelineError {
  return new MergelineError('DIGEST_MISMATCH', message);
}
