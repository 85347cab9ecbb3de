import { imagesOf } from '../artifacts/verify-version.ts';
import type { Digest } from '../domain/digest.ts';
import type { Image } from '../domain/image.ts';
import type { Artifact, Manifest } from '../domain/manifest.ts';
import type { ModelName } from '../domain/names.ts';

/** What may be removed: files of a version, and the images that were made of them. */
export interface Removable {
  readonly model: ModelName;
  /** Whose they are, for people: `iris@1.0.0`. */
  readonly owner: string;
  readonly artifacts: readonly Artifact[];
  readonly images: readonly Image[];
  /** Serving images, which no manifest names: they are wanted as long as another of its digests is. */
  readonly composed?: { readonly images: readonly Image[]; readonly with: Digest };
}

export function removableOf(manifest: Manifest): Removable {
  const { modelPack, dataImage } = imagesOf(manifest);
  return {
    model: manifest.model,
    owner: `${manifest.model}@${manifest.version}`,
    artifacts: manifest.artifacts,
    images: dataImage === undefined ? [modelPack] : [modelPack, dataImage],
  };
}

/** Every digest that a store may keep something under. */
export function digestsOf(removable: readonly Removable[]): ReadonlySet<Digest> {
  return new Set(
    removable.flatMap(({ artifacts, images }) => [
      ...artifacts.flatMap(({ digest, layer }) => [digest, layer.digest]),
      ...images.flatMap(({ digest, config }) => [digest, config.descriptor.digest]),
    ]),
  );
}
