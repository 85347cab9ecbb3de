import { type Digest, digestOf } from '../../core/domain/digest.ts';
import type { Image, ImageIndex } from '../../core/domain/image.ts';
import type { BaseBuilder } from '../../core/ports/base-builder.ts';
import type { BaseStore } from '../../core/ports/base-store.ts';
import type { JsonValue } from '../../packaging/canonical-json.ts';
import { assembleIndex, formatPlatform, type ImagePlatform } from '../../packaging/image-index.ts';
import { assembleManifest, imageConfigType, imageLayerType } from '../../packaging/oci-image.ts';
import { chunksOf } from './bytes.ts';

export interface SampleBase {
  readonly platform: ImagePlatform;
  readonly image: Image;
  readonly layer: Buffer;
}

export const amd64: ImagePlatform = { os: 'linux', architecture: 'amd64' };
export const arm64: ImagePlatform = { os: 'linux', architecture: 'arm64', variant: 'v8' };

/** A serving base of one layer, whose bytes are the text; enough to compose on, nothing that runs. */
export function sampleBase(text = 'a runtime', platform = amd64): SampleBase {
  const layer = Buffer.from(`${text} for ${platform.architecture}`);
  const config: JsonValue = {
    created: '2026-01-01T00:00:00Z',
    architecture: platform.architecture,
    os: platform.os,
    variant: platform.variant,
    config: {
      User: '65532:65532',
      ExposedPorts: { '8080/tcp': {} },
      Env: ['PATH=/usr/bin', 'NODE_ENV=production'],
      Entrypoint: ['/usr/bin/node', '/opt/serve.js'],
      Healthcheck: { Test: ['CMD', '/usr/bin/node', '/opt/check.js'] },
    },
    rootfs: { type: 'layers', diff_ids: [digestOf(layer)] },
    history: [{ created_by: 'a runtime' }],
  };
  const image = assembleManifest({
    configType: imageConfigType,
    config,
    layers: [{ mediaType: imageLayerType, digest: digestOf(layer), size: layer.length }],
    annotations: {},
    artifacts: [],
  });
  return { platform, image, layer };
}

export async function storeBase(bases: BaseStore, base = sampleBase()): Promise<Digest> {
  await bases.write(base.image, () => chunksOf(base.layer));
  return base.image.digest;
}

/** An index of the same base for both platforms. */
export async function storeBaseIndex(bases: BaseStore, text?: string): Promise<ImageIndex> {
  const entries = [sampleBase(text, amd64), sampleBase(text, arm64)];
  for (const entry of entries) await storeBase(bases, entry);
  const index = assembleIndex(entries, {});
  await bases.writeIndex(index);
  return index;
}

/** A builder that makes this one. */
export function sampleBaseBuilder(base = sampleBase()): BaseBuilder {
  const { image, layer, platform } = base;
  const layers = [{ digest: digestOf(layer), holds: 'a runtime', bytes: layer }];
  return { build: async () => ({ platform: formatPlatform(platform), release: '0.1.0', image, layers }) };
}
