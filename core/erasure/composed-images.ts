import type { RegistryContext } from '../context.ts';
import type { Digest } from '../domain/digest.ts';
import type { Image, ImageIndex } from '../domain/image.ts';
import type { Policy } from '../domain/policy.ts';
import type { PointerImage } from '../domain/records.ts';
import { MergelineError } from '../errors.ts';
import { type Composable, composeNamed } from '../pointers/compose-image.ts';
import type { Snapshot } from '../ports/repository.ts';
import { readStageHistory } from '../reading/stage-history.ts';

/**
 * The serving images of a version that a stage ever named, those that an index lists behind it. One whose base is gone
 * cannot be composed any more, and so not be found.
 */
export async function composedImagesOf(
  version: Composable,
  { snapshot, policy }: { readonly snapshot: Snapshot; readonly policy: Policy },
  context: RegistryContext,
): Promise<readonly Image[]> {
  const { model, version: name } = version.manifest;
  const named = new Map<Digest, PointerImage & { readonly base: Digest }>();
  for (const { pointer } of await readStageHistory(context, snapshot, model)) {
    const { image } = pointer;
    if (pointer.version !== name || image === null || image.base === 'none') continue;
    named.set(image.digest, { ...image, base: image.base });
  }
  const composed = [...named.values()].map((image) => orNothing(() => composeNamed(image, version, policy, context)));
  return (await Promise.all(composed)).flatMap((image) => (image === undefined ? [] : partsOf(image)));
}

/** An index has no configuration of its own: it goes with that of its first image. */
function partsOf(image: Image | ImageIndex): readonly Image[] {
  if (!('images' in image)) return [image];
  const { images, ...index } = image;
  const [first] = images;
  return first === undefined ? [] : [{ ...index, config: first.config, artifacts: [] }, ...images];
}

async function orNothing<T>(compose: () => Promise<T>): Promise<T | undefined> {
  try {
    return await compose();
  } catch (error) {
    if (error instanceof MergelineError) return undefined;
    throw error;
  }
}
