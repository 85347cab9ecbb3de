import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { type Digest, digestOf } from '../../core/domain/digest.ts';
import type { Image } from '../../core/domain/image.ts';
import { assembleIndex, isFor, readIndex } from '../../packaging/image-index.ts';
import { type Addition, modelLabels } from '../../packaging/serving-image.ts';
import { composeServingImages, type PinnedBase } from '../../packaging/serving-images.ts';
import { servedArtifacts } from '../../packaging/version-content.ts';
import { amd64, arm64, type SampleBase, sampleBase } from '../support/sample-base.ts';
import { sampleFiles, sampleVersion } from '../support/sample-version.ts';
import { indexSchema } from './published-schemas.ts';

const manifestDigest: Digest = `sha256:${'5'.repeat(64)}`;
const bases = [sampleBase('a runtime', amd64), sampleBase('a runtime', arm64)];

const partsOf = ({ digest, manifest, config }: Image) => ({ digest, manifest, config: config.bytes });

function pinned(entries: readonly SampleBase[] = bases): PinnedBase {
  const { digest } = assembleIndex(entries, {});
  return { digest, images: entries.map(({ platform, image }) => ({ platform, base: partsOf(image) })) };
}

async function addition(): Promise<Addition> {
  const { artifacts, created } = sampleVersion(await sampleFiles());
  return {
    artifacts: servedArtifacts(artifacts),
    created,
    env: { MERGELINE_MODEL: 'risk/fraud', MERGELINE_MODEL_VERSION: '1.2.0', MERGELINE_MANIFEST_DIGEST: manifestDigest },
    labels: modelLabels({ model: 'risk/fraud', version: '1.2.0', manifestDigest }),
  };
}

function parse(bytes: Uint8Array) {
  return JSON.parse(Buffer.from(bytes).toString());
}

describe('composeServingImages', () => {
  it('gives the same bytes for good, on one image and on an index', async () => {
    const [{ image: base } = sampleBase()] = bases;
    const image = composeServingImages({ digest: base.digest, image: partsOf(base) }, await addition());
    const index = composeServingImages(pinned(), await addition());
    expect({ image: image.digest, index: index.digest }).toMatchInlineSnapshot(`
      {
        "image": "sha256:2dc6a47668df9970a08b8dccf3992855c3061621bad0ca3f3f8f86a41934a8ee",
        "index": "sha256:14096dcc63c090025154b18a44aa46037d90289179f72f6b616f2cb55dc34699",
      }
    `);
  });

  it('lists one image for each platform, in an order of its own', async () => {
    const index = composeServingImages(pinned(), await addition());
    const { manifests, annotations } = parse(index.manifest);
    expect(manifests).toMatchObject([
      { platform: { os: 'linux', architecture: 'amd64' } },
      { platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
    ]);
    expect(annotations['org.opencontainers.image.base.digest']).toBe(pinned().digest);
    const turned = composeServingImages({ ...pinned([...bases].reverse()), digest: pinned().digest }, await addition());
    expect(turned.digest).toBe(index.digest);
  });

  it('keeps to the schema of an index', async () => {
    const ajv = new Ajv({ allErrors: true });
    ajv.validate(indexSchema, parse(composeServingImages(pinned(), await addition()).manifest));
    expect(ajv.errors ?? []).toEqual([]);
  });

  it('says in every image which model and version it serves, and of which manifest', async () => {
    const index = composeServingImages(pinned(), await addition());
    if (!('images' in index)) throw new Error('one image where an index was due');
    for (const { config } of index.images) {
      expect(parse(config.bytes).config).toMatchObject({
        User: '65532:65532',
        ExposedPorts: { '8080/tcp': {} },
        Env: expect.arrayContaining(['MERGELINE_MODEL_VERSION=1.2.0', `MERGELINE_MANIFEST_DIGEST=${manifestDigest}`]),
        Entrypoint: ['/usr/bin/node', '/opt/serve.js'],
        Healthcheck: { Test: ['CMD', '/usr/bin/node', '/opt/check.js'] },
      });
    }
  });

  it.each(['.wh.model.onnx', 'a/.wh..wh..opq', '../usr/bin/node', '/usr/bin/node'])(
    'lays no file over the base that would be %s',
    async (path) => {
      const { artifacts, ...rest } = await addition();
      const hostile = { ...rest, artifacts: artifacts.map((artifact) => ({ ...artifact, path })) };
      expect(() => composeServingImages(pinned(), hostile)).toThrow(/cannot be the path of a model file/);
    },
  );
});

describe('readIndex', () => {
  it('passes over what is for no platform, as attestations are', () => {
    const [entry] = bases;
    const { manifests, ...rest } = parse(assembleIndex(entry ? [entry] : [], {}).manifest);
    const attestation = { ...manifests[0], platform: undefined };
    const bytes = Buffer.from(JSON.stringify({ ...rest, manifests: [attestation, ...manifests, 'text', null] }));
    expect(readIndex(digestOf(bytes), bytes)).toMatchObject([{ platform: amd64 }]);
  });

  it('is undefined for the manifest of one image', () => {
    const { image } = sampleBase();
    expect(readIndex(image.digest, image.manifest)).toBeUndefined();
  });

  it('refuses bytes that are not those of the digest', () => {
    const { image } = sampleBase();
    expect(() => readIndex(manifestDigest, image.manifest)).toThrow(/not those of/);
  });
});

it('takes an image of any variant for a platform without one', () => {
  expect(isFor('linux/arm64', arm64)).toBe(true);
  expect(isFor('linux/arm64/v8', arm64)).toBe(true);
  expect(isFor('linux/arm64/v9', arm64)).toBe(false);
  expect(isFor('linux/amd64', arm64)).toBe(false);
});
