import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../core/domain/digest.ts';
import type { BaseImage } from '../../packaging/base-image.ts';
import { type Addition, composer, composeServingImage, modelLabels } from '../../packaging/serving-image.ts';
import { servedArtifacts } from '../../packaging/version-content.ts';
import { sampleFiles, sampleVersion } from '../support/sample-version.ts';
import { imageConfigSchema, manifestSchema } from './published-schemas.ts';

const dockerLayer = 'application/vnd.docker.image.rootfs.diff.tar.gzip';
const ociLayer = 'application/vnd.oci.image.layer.v1.tar+gzip';
const layerDigest = digestOf('a layer of the base');
const baseConfig = {
  architecture: 'amd64',
  os: 'linux',
  created: '2026-01-01T00:00:00Z',
  config: {
    User: 'node',
    Env: ['PATH=/usr/bin', 'LANG=C.UTF-8', 'constructor=x'],
    Entrypoint: ['docker-entrypoint.sh'],
    Cmd: ['node'],
    Labels: { 'com.example.team': 'platform', 'org.opencontainers.image.version': '24.1.0' },
  },
  rootfs: { type: 'layers', diff_ids: [digestOf('unpacked')] },
  history: [{ created_by: 'ADD rootfs' }, { created_by: 'ENV LANG', empty_layer: true }],
};

function baseOf(config: object = baseConfig, manifest: object = {}): BaseImage {
  const configBytes = Buffer.from(JSON.stringify(config));
  const manifestBytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
      config: { mediaType: 'application/vnd.docker.container.image.v1+json', digest: digestOf(configBytes), size: 1 },
      layers: [{ mediaType: dockerLayer, digest: layerDigest, size: 1234 }],
      ...manifest,
    }),
  );
  return { digest: digestOf(manifestBytes), manifest: manifestBytes, config: configBytes };
}

async function addition(change: Partial<Addition> = {}): Promise<Addition> {
  const content = sampleVersion(await sampleFiles());
  return {
    artifacts: servedArtifacts(content.artifacts),
    created: content.created,
    env: { MERGELINE_MODELS: '/models', LANG: 'C' },
    labels: modelLabels({
      model: 'risk/fraud',
      version: '1.2.0',
      manifestDigest: digestOf('m'),
      sourceCommit: '4b825dc',
    }),
    ...change,
  };
}

function parse(bytes: Uint8Array) {
  return JSON.parse(Buffer.from(bytes).toString());
}

describe('composeServingImage', () => {
  it('gives the same bytes for good', async () => {
    const image = composeServingImage(baseOf(), await addition());
    expect(composer).toBe(1);
    expect(image.config.descriptor.digest).toBe(
      'sha256:bb27a5b6260420f913a059fde8e2b580dc594ad6502fc824ee9b4cefbedab28f',
    );
    expect(image.digest).toBe('sha256:021656278dbed05b5b899196713a01d14eeb66dc01eeef6f31a41e334e1313c5');
  });

  it('keeps to the schemas of the OCI', async () => {
    const image = composeServingImage(baseOf(), await addition());
    const ajv = new Ajv({ allErrors: true });
    ajv.validate(manifestSchema, parse(image.manifest));
    expect(ajv.errors ?? []).toEqual([]);
    ajv.validate(imageConfigSchema, parse(image.config.bytes));
    expect(ajv.errors ?? []).toEqual([]);
  });

  it('lays the model on the layers of the base, which get OCI media types and keep their digests', async () => {
    const { artifacts } = await addition();
    const image = composeServingImage(baseOf(), await addition());
    expect(parse(image.manifest).layers).toEqual([
      { mediaType: ociLayer, digest: layerDigest, size: 1234 },
      ...artifacts.map(({ layer }) => ({
        mediaType: 'application/vnd.oci.image.layer.v1.tar',
        digest: layer.digest,
        size: layer.size,
      })),
    ]);
    const { rootfs, history } = parse(image.config.bytes);
    expect(rootfs.diff_ids).toEqual([digestOf('unpacked'), ...artifacts.map(({ layer }) => layer.digest)]);
    expect(history.filter((it: { empty_layer?: boolean }) => !it.empty_layer)).toHaveLength(rootfs.diff_ids.length);
  });

  it('replaces and appends variables, and keeps the user, the entrypoint and the command of the base', async () => {
    const { config } = parse(composeServingImage(baseOf(), await addition()).config.bytes);
    expect(config).toMatchObject({
      User: 'node',
      Env: ['PATH=/usr/bin', 'LANG=C', 'constructor=x', 'MERGELINE_MODELS=/models'],
      Entrypoint: ['docker-entrypoint.sh'],
      Cmd: ['node'],
    });
  });

  it('drops the command of the base with its entrypoint, as a Dockerfile does', async () => {
    const { config } = parse(composeServingImage(baseOf(), await addition({ entrypoint: ['serve'] })).config.bytes);
    expect(config).toMatchObject({ Entrypoint: ['serve'] });
    expect(config).not.toHaveProperty('Cmd');
    const own = await addition({ entrypoint: ['serve'], command: ['--port', '8080'] });
    expect(parse(composeServingImage(baseOf(), own).config.bytes).config.Cmd).toEqual(['--port', '8080']);
  });

  it('says which model it holds, and never passes the labels of the base off as those of the model', async () => {
    const labels = modelLabels({ model: 'risk/fraud', version: '1.2.0', manifestDigest: digestOf('m') });
    const image = composeServingImage(baseOf(), await addition({ labels }));
    expect(parse(image.config.bytes).config.Labels).toEqual({
      'com.example.team': 'platform',
      'dev.mergeline.manifest.digest': digestOf('m'),
      'dev.mergeline.model': 'risk/fraud',
      'dev.mergeline.version': '1.2.0',
      'org.opencontainers.image.title': 'risk/fraud',
      'org.opencontainers.image.version': '1.2.0',
    });
    expect(parse(image.manifest).annotations['org.opencontainers.image.base.digest']).toBe(baseOf().digest);
  });

  it('completes a history that does not count the layers of the base', async () => {
    const { history, ...rest } = baseConfig;
    expect(history).toHaveLength(2);
    const { artifacts } = await addition();
    const image = composeServingImage(baseOf(rest), await addition());
    expect(parse(image.config.bytes).history).toHaveLength(1 + artifacts.length);
  });

  it('refuses bytes that are not those of the pinned base', async () => {
    const base = baseOf();
    const added = await addition();
    const refusal = expect.objectContaining({ code: 'DIGEST_MISMATCH', exitCode: 6 });
    expect(() => composeServingImage({ ...base, digest: digestOf('other') }, added)).toThrow(refusal);
    expect(() => composeServingImage({ ...base, config: Buffer.from('{}') }, added)).toThrow(refusal);
  });

  it.each([
    ['an index', baseOf(baseConfig, { mediaType: 'application/vnd.oci.image.index.v1+json' })],
    ['a Windows image', baseOf({ ...baseConfig, os: 'windows' })],
    [
      'a foreign layer',
      baseOf(baseConfig, {
        layers: [
          { mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip', digest: layerDigest, size: 1 },
        ],
      }),
    ],
    [
      'a layer type that every object has',
      baseOf(baseConfig, { layers: [{ mediaType: 'constructor', digest: layerDigest, size: 1 }] }),
    ],
    [
      'a layer that is named by no digest',
      baseOf(baseConfig, { layers: [{ mediaType: ociLayer, digest: 'sha256:..', size: 1 }] }),
    ],
    ['variables that are no list', baseOf({ ...baseConfig, config: { Env: 'PATH=/bin' } })],
    ['labels that are no text', baseOf({ ...baseConfig, config: { Labels: { a: 1 } } })],
    ['fewer diff ids than layers', baseOf({ ...baseConfig, rootfs: { type: 'layers', diff_ids: [] } })],
    ['no layers', baseOf(baseConfig, { layers: null })],
  ])('refuses a base with %s', async (_, base) => {
    const added = await addition();
    expect(() => composeServingImage(base, added)).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID', exitCode: 2 }),
    );
  });

  it('refuses a base that is not JSON', async () => {
    const bytes = Buffer.from('<html>');
    const added = await addition();
    expect(() => composeServingImage({ digest: digestOf(bytes), manifest: bytes, config: bytes }, added)).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID' }),
    );
  });
});
