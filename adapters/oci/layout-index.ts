import type { Descriptor, Digest } from '../../core/domain/digest.ts';
import { MergelineError } from '../../core/errors.ts';

/** Annotation that holds a tag: OCI image-spec, image-layout.md, "index.json file". */
const tagAnnotation = 'org.opencontainers.image.ref.name';

export interface IndexEntry extends Descriptor {
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface LayoutIndex {
  readonly manifests: readonly IndexEntry[];
}

export const emptyIndex: LayoutIndex = { manifests: [] };

/** @throws MergelineError `REPOSITORY_CORRUPT` when `file` is no index. */
export function parseIndex(text: string, file: string): LayoutIndex {
  try {
    const document: unknown = JSON.parse(text);
    if (isIndex(document)) return document;
  } catch (cause) {
    throw damaged(file, cause);
  }
  throw damaged(file);
}

/** One entry a line, so that people can read and compare it. Keys that other programs wrote are kept. */
export function formatIndex({ manifests, ...rest }: LayoutIndex): string {
  const head = JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', ...rest });
  const lines = manifests.map((entry) => `\n${JSON.stringify(entry)}`);
  return `${head.slice(0, -1)},"manifests":[${lines.join(',')}\n]}\n`;
}

/** The same index when every tag names this manifest already. */
export function withTags(index: LayoutIndex, manifest: Descriptor, tags: readonly string[]): LayoutIndex {
  const named = new Map(index.manifests.map((entry) => [entry.annotations?.[tagAnnotation], entry.digest]));
  if (tags.every((tag) => named.get(tag) === manifest.digest)) return index;
  const moved = new Set<string | undefined>(tags);
  const { mediaType, digest, size } = manifest;
  return {
    ...index,
    manifests: [
      ...index.manifests.filter(({ annotations }) => !moved.has(annotations?.[tagAnnotation] ?? '')),
      ...[...new Set(tags)].map((tag) => ({ mediaType, digest, size, annotations: { [tagAnnotation]: tag } })),
    ],
  };
}

/** The same index when nothing in it names the manifest. */
export function withoutManifest(index: LayoutIndex, digest: Digest): LayoutIndex {
  const manifests = index.manifests.filter((entry) => entry.digest !== digest);
  return manifests.length === index.manifests.length ? index : { ...index, manifests };
}

function isIndex(value: unknown): value is LayoutIndex {
  if (typeof value !== 'object' || value === null || !('manifests' in value)) return false;
  return (
    Array.isArray(value.manifests) && value.manifests.every((entry) => typeof entry === 'object' && entry !== null)
  );
}

function damaged(file: string, cause?: unknown): MergelineError {
  return new MergelineError('REPOSITORY_CORRUPT', `${file} is not the index of an OCI image layout.`, {
    hint: 'Remove it: the images themselves are kept, and publishing a stage again writes its tags.',
    cause,
  });
}
