import type { Digest } from '../core/domain/digest.ts';
import type { Image } from '../core/domain/image.ts';
import type { Artifact, Instant } from '../core/domain/manifest.ts';
import { type BaseConfig, type BaseImage, type ImageConfigSection, readBaseImage } from './base-image.ts';
import type { JsonValue } from './canonical-json.ts';
import { layerHistory } from './data-image.ts';
import { type Annotations, assembleImage, imageConfigType, imageLayer, sorted } from './oci-image.ts';

/** Version of the byte format below, recorded in every pointer. An old one stays in the code with its golden digests. */
export const composer = 1;

/** What is laid on the base. Lists and records that are absent leave the base's own. */
export interface Addition {
  readonly artifacts: readonly Artifact[];
  /** The manifest's creation time. */
  readonly created: Instant;
  /** Replace the base's variables of the same name where it has them, else follow them. */
  readonly env?: Readonly<Record<string, string>>;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly labels: Annotations;
}

/** What a container says about the model in it. No registry commit, clock, actor or stage: they would change the digest. */
export interface ModelLabels {
  readonly model: string;
  readonly version: string;
  readonly manifestDigest: Digest;
  readonly sourceCommit?: string;
}

export function modelLabels({ model, version, manifestDigest, sourceCommit }: ModelLabels): Annotations {
  return {
    'dev.mergeline.model': model,
    'dev.mergeline.version': version,
    'dev.mergeline.manifest.digest': manifestDigest,
    'org.opencontainers.image.title': model,
    'org.opencontainers.image.version': version,
    ...(sourceCommit === undefined ? {} : { 'org.opencontainers.image.revision': sourceCommit }),
  };
}

/**
 * The model's layers on top of a pinned base, without a daemon and without the layers' bytes: a pure function of the
 * base's digest, the layers' digests and the additions.
 * @throws MergelineError `DIGEST_MISMATCH` when the base's bytes are not the pinned ones, `INPUT_INVALID` when it is
 * an index, no Linux image, or has layers that nobody may pass on.
 */
export function composeServingImage(base: BaseImage, addition: Addition): Image {
  const { layers, config } = readBaseImage(base);
  return assembleImage({
    configType: imageConfigType,
    config: extendConfig(config, addition),
    layers: [...layers, ...addition.artifacts.map(imageLayer)],
    annotations: { ...addition.labels, 'org.opencontainers.image.base.digest': base.digest },
    artifacts: addition.artifacts,
  });
}

function extendConfig(base: BaseConfig, addition: Addition): JsonValue {
  const { artifacts, created } = addition;
  return {
    ...base,
    created,
    config: extendSection(base.config, addition),
    rootfs: { type: 'layers', diff_ids: [...base.rootfs.diff_ids, ...artifacts.map(({ layer }) => layer.digest)] },
    history: [...base.history, ...artifacts.map((artifact) => layerHistory(artifact, created))],
  };
}

function extendSection(base: ImageConfigSection, { env, entrypoint, command, labels }: Addition): ImageConfigSection {
  return {
    ...base,
    Env: mergeEnv(base.Env ?? [], env ?? {}),
    ...(entrypoint === undefined ? {} : { Entrypoint: entrypoint }),
    // As in a Dockerfile, the base's command belongs to the base's entrypoint.
    ...(command !== undefined ? { Cmd: command } : entrypoint !== undefined ? { Cmd: undefined } : {}),
    Labels: sorted({ ...ownLabels(base.Labels ?? {}), ...labels }),
  };
}

function mergeEnv(base: readonly string[], additions: Readonly<Record<string, string>>): readonly string[] {
  const nameOf = (entry: string) => entry.split('=', 1)[0] ?? '';
  const replaced = base.map((entry) => {
    const name = nameOf(entry);
    return Object.hasOwn(additions, name) ? `${name}=${additions[name]}` : entry;
  });
  const known = new Set(base.map(nameOf));
  const added = Object.entries(sorted(additions)).filter(([name]) => !known.has(name));
  return [...replaced, ...added.map(([name, value]) => `${name}=${value}`)];
}

/** The base's title, version and revision describe the base; left in place they would be read as the model's. */
function ownLabels(labels: Annotations): Annotations {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !key.startsWith('org.opencontainers.image.')));
}
