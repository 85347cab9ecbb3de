import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { Image } from '../../core/domain/image.ts';
import { buildDataImage } from '../../packaging/data-image.ts';
import { buildModelPack } from '../../packaging/model-pack.ts';
import { manifestRef } from '../../packaging/oci-image.ts';
import type { VersionContent } from '../../packaging/version-content.ts';
import { sampleFiles, sampleVersion } from '../support/sample-version.ts';
import { imageConfigSchema, manifestSchema, modelPackConfigSchema } from './published-schemas.ts';

const ajv = new Ajv({ allErrors: true });

function parse(bytes: Uint8Array) {
  return JSON.parse(Buffer.from(bytes).toString());
}

function expectValid(schema: object, document: unknown): void {
  ajv.validate(schema, document);
  expect(ajv.errors ?? []).toEqual([]);
}

async function sample(change: Partial<VersionContent> = {}): Promise<VersionContent> {
  return { ...sampleVersion(await sampleFiles()), ...change };
}

describe('buildModelPack', () => {
  it('gives the same bytes for good', async () => {
    const image = buildModelPack(await sample());
    expect(image.config.descriptor.digest).toBe(
      'sha256:1c44ad3921531c9b6a899bd20db367d7b5b119257c17f216214bcb021a6f5a10',
    );
    expect(image.digest).toBe('sha256:e358cde76b7486ebab4871781fb5e06c5c2c5fb74a98b9dbb043eeb2384d11a8');
  });

  it('keeps to the schemas of the OCI and of ModelPack', async () => {
    const image = buildModelPack(await sample());
    expectValid(manifestSchema, parse(image.manifest));
    expectValid(modelPackConfigSchema, parse(image.config.bytes));
  });

  it('names every file with its path, mode and digest, in the order of the artifacts', async () => {
    const files = await sampleFiles();
    const { layers } = parse(buildModelPack(sampleVersion(files)).manifest);

    expect(layers.map((it: { digest: string }) => it.digest)).toEqual(
      files.map(({ artifact }) => artifact.layer.digest),
    );
    expect(layers.map((it: { mediaType: string }) => it.mediaType)).toEqual([
      'application/vnd.cncf.model.weight.v1.tar',
      'application/vnd.cncf.model.weight.v1.tar',
      'application/vnd.cncf.model.weight.config.v1.tar',
    ]);
    expect(layers[0].annotations).toMatchObject({
      'org.cncf.model.filepath': 'models/source/model.pkl',
      'dev.mergeline.file.digest': files[0]?.artifact.digest,
    });
    expect(JSON.parse(layers[1].annotations['org.cncf.model.file.metadata+json'])).toEqual({
      name: 'models/model.onnx',
      mode: 0o644,
      uid: 0,
      gid: 0,
      size: 13,
      mtime: '1970-01-01T00:00:00Z',
      typeflag: 48,
    });
  });

  it('tells kit to unpack where the tars say, with one part for each layer that is no weight', async () => {
    const content = await sample();
    const kitfile = (version: VersionContent) =>
      JSON.parse(parse(buildModelPack(version).manifest).annotations['ml.kitops.modelkit.kitfile']);

    expect(kitfile(content)).toEqual({
      manifestVersion: '1.0.0',
      package: { name: 'risk/fraud', version: '1.2.0' },
      model: { name: 'risk/fraud', path: 'models', format: 'onnx', parts: [{ path: 'models' }] },
    });
    const sources = content.artifacts.filter(({ roles }) => roles.includes('source'));
    expect(kitfile({ ...content, artifacts: sources, format: 'pickle' }).model).not.toHaveProperty('parts');
  });

  it('leaves out what the version does not say', async () => {
    const { licence, ...content } = await sample({ lineage: {} });
    const image = buildModelPack(content);
    expect(licence).toBe('Apache-2.0');
    expect(Object.keys(parse(image.config.bytes).descriptor)).toEqual(['createdAt', 'name', 'version']);
    expect(Object.keys(parse(image.manifest).annotations)).toEqual([
      'ml.kitops.modelkit.kitfile',
      'org.opencontainers.image.created',
      'org.opencontainers.image.title',
      'org.opencontainers.image.version',
    ]);
    expectValid(modelPackConfigSchema, parse(image.config.bytes));
  });

  it('refuses a version without files, or with two at one path', async () => {
    const content = await sample();
    const refusal = expect.objectContaining({ code: 'INPUT_INVALID' });
    expect(() => buildModelPack({ ...content, artifacts: [] })).toThrow(refusal);
    expect(() => buildModelPack({ ...content, artifacts: [...content.artifacts, ...content.artifacts] })).toThrow(
      refusal,
    );
  });
});

describe('buildDataImage', () => {
  async function dataImage(change: Partial<VersionContent> = {}): Promise<{ modelPack: Image; image: Image }> {
    const content = await sample(change);
    const modelPack = buildModelPack(content);
    return { modelPack, image: buildDataImage(content, manifestRef(modelPack)) };
  }

  it('gives the same bytes for good', async () => {
    const { image } = await dataImage();
    expect(image.config.descriptor.digest).toBe(
      'sha256:9b7c44e26098db60426b27f0160963c53c0bcd34d4645ee704b0dc9ca9fb4a41',
    );
    expect(image.digest).toBe('sha256:ccd9ee04a6c624096b51829e36ca4c1634cd1deac246575eadedfc84e5bac933');
  });

  it('keeps to the schemas of the OCI', async () => {
    const { image } = await dataImage();
    expectValid(manifestSchema, parse(image.manifest));
    expectValid(imageConfigSchema, parse(image.config.bytes));
  });

  it('carries the served files and the metadata, never the source', async () => {
    const { image } = await dataImage();
    expect(image.artifacts.map(({ path }) => path)).toEqual(['model.onnx', '.mergeline/model.json']);
    const digests = image.artifacts.map(({ layer }) => layer.digest);
    expect(parse(image.manifest).layers.map((it: { digest: string }) => it.digest)).toEqual(digests);
    expect(parse(image.config.bytes).rootfs.diff_ids).toEqual(digests);
    expect(parse(image.config.bytes).history).toHaveLength(digests.length);
  });

  it('refers to the ModelPack', async () => {
    const { modelPack, image } = await dataImage();
    expect(parse(image.manifest).subject).toEqual({
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      digest: modelPack.digest,
      size: modelPack.manifest.length,
    });
  });

  it('is another image on another platform, with the same layers', async () => {
    const content = await sample();
    const pack = manifestRef(buildModelPack(content));
    const [amd64, arm64] = ['amd64', 'arm64'].map((architecture) =>
      buildDataImage(content, pack, { os: 'linux', architecture }),
    );
    expect(arm64?.digest).not.toBe(amd64?.digest);
    expect(parse(arm64?.manifest ?? new Uint8Array()).layers).toEqual(
      parse(amd64?.manifest ?? new Uint8Array()).layers,
    );
  });

  it('refuses a version that cannot be served', async () => {
    const content = await sample();
    const artifacts = content.artifacts.filter(({ roles }) => !roles.includes('served'));
    expect(() => buildDataImage({ ...content, artifacts }, { digest: `sha256:${'0'.repeat(64)}`, size: 1 })).toThrow(
      expect.objectContaining({ code: 'MODEL_UNSUPPORTED' }),
    );
  });
});
