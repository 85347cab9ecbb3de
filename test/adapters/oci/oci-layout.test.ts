import { mkdir, readFile, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OciLayout } from '../../../adapters/oci/oci-layout.ts';
import { OciLayoutArtifactStore } from '../../../adapters/oci/oci-layout-artifact-store.ts';
import { OciLayoutImageStore } from '../../../adapters/oci/oci-layout-image-store.ts';
import { digestOf, hexOf } from '../../../core/domain/digest.ts';
import { buildModelPack } from '../../../packaging/model-pack.ts';
import { composeServingImage } from '../../../packaging/serving-image.ts';
import { chunksOf, collect } from '../../support/bytes.ts';
import { flipByte } from '../../support/flip-byte.ts';
import { sampleFiles, sampleVersion } from '../../support/sample-version.ts';
import { namesIn, temporaryFolder } from '../../support/temporary-folder.ts';

async function open() {
  const folder = await temporaryFolder();
  const layout = new OciLayout(folder);
  const files = await sampleFiles();
  const artifacts = new OciLayoutArtifactStore(layout, 'local');
  for (const { artifact, bytes } of files) await artifacts.write(artifact, () => chunksOf(bytes));
  return {
    folder,
    files,
    artifacts,
    images: new OciLayoutImageStore(layout),
    modelPack: buildModelPack(sampleVersion(files)),
    index: join(folder, 'index.json'),
    blob: (digest: `sha256:${string}`) => join(folder, 'blobs', 'sha256', hexOf(digest)),
  };
}

async function readJson(path: string) {
  return JSON.parse(await readFile(path, 'utf8'));
}

describe('OciLayout', () => {
  it('is a layout from the first artifact on, with nothing unfinished in it', async () => {
    const { folder, index } = await open();
    expect(await namesIn(folder)).toEqual(['blobs', 'index.json', 'lock.sqlite', 'oci-layout', 'tmp']);
    expect(await readJson(join(folder, 'oci-layout'))).toEqual({ imageLayoutVersion: '1.0.0' });
    expect(await readJson(index)).toEqual({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [],
    });
    expect(await namesIn(join(folder, 'tmp'))).toEqual([]);
  });

  it('names its blobs by the digest of their bytes', async () => {
    const { folder, images, modelPack } = await open();
    await images.publish(modelPack, []);
    const names = await namesIn(join(folder, 'blobs', 'sha256'));
    expect(names).toHaveLength(5);
    for (const name of names) {
      expect(digestOf(await readFile(join(folder, 'blobs', 'sha256', name)))).toBe(`sha256:${name}`);
    }
  });

  it('leaves the index alone when an image gets no tag', async () => {
    const { images, modelPack, index } = await open();
    const before = await readFile(index, 'utf8');
    await images.publish(modelPack, []);
    expect(await readFile(index, 'utf8')).toBe(before);
  });

  it('keeps what other programs wrote into the index', async () => {
    const { images, modelPack, index } = await open();
    const foreign = { mediaType: 'application/x', digest: digestOf('x'), size: 1, platform: { os: 'linux' } };
    await writeFile(index, JSON.stringify({ schemaVersion: 2, manifests: [foreign], annotations: { by: 'another' } }));

    await images.publish(modelPack, ['risk/fraud:1.2.0']);

    expect(await readJson(index)).toMatchObject({
      annotations: { by: 'another' },
      manifests: [foreign, { digest: modelPack.digest }],
    });
  });

  it.each(['', '{', 'null', '{"manifests":{}}', '{"manifests":[null]}'])(
    'reports an index that reads %j and does not write over it',
    async (text) => {
      const { images, modelPack, index } = await open();
      await writeFile(index, text);
      const publishing = images.publish(modelPack, ['risk/fraud:1.2.0']);
      await expect(publishing).rejects.toMatchObject({ code: 'REPOSITORY_CORRUPT', exitCode: 6 });
      expect(await readFile(index, 'utf8')).toBe(text);
    },
  );

  it('refuses a layer digest that is not that of the file in its layer', async () => {
    const { artifacts, files, blob } = await open();
    const lie = digestOf('another layer');
    for (const { artifact, bytes } of files) {
      const lying = { ...artifact, layer: { ...artifact.layer, digest: lie } };
      await expect(artifacts.write(lying, () => chunksOf(bytes))).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    }
    await expect(readFile(blob(lie))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('refuses the layer of another file under a true layer digest', async () => {
    const { artifacts, files } = await open();
    const [first] = files;
    if (first === undefined) throw new Error('no sample');
    const lying = { ...first.artifact, digest: digestOf('another file') };
    await expect(collect(artifacts.read(lying))).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
  });

  it('finds a flipped byte at every place of a layer, and names the damaged file', async () => {
    const { artifacts, files, blob } = await open();
    const [sample] = files;
    if (sample === undefined) throw new Error('no sample');
    const path = blob(sample.artifact.layer.digest);
    const size = sample.artifact.layer.size;
    for (const at of [0, 120, 512, 1024 + 130, 1536, size - 1025, size - 1]) {
      await flipByte(path, at);
      await expect(collect(artifacts.read(sample.artifact))).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
      await flipByte(path, at);
    }
    expect(await collect(artifacts.read(sample.artifact))).toEqual(sample.bytes);
  });

  it('stores a file again that was cut short', async () => {
    const { artifacts, files, blob } = await open();
    for (const { artifact, bytes } of files) {
      await truncate(blob(artifact.layer.digest), 100);
      expect(await artifacts.has(artifact)).toBe(false);
      expect(await artifacts.write(artifact, () => chunksOf(bytes))).toBe('written');
      expect(await collect(artifacts.read(artifact))).toEqual(bytes);
    }
  });

  it('asks for the layers of the serving base too, and names them', async () => {
    const { images, files } = await open();
    const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: digestOf('base'), size: 4 };
    const config = Buffer.from(
      JSON.stringify({ os: 'linux', architecture: 'amd64', rootfs: { diff_ids: [digestOf('base')] } }),
    );
    const manifest = Buffer.from(JSON.stringify({ config: { digest: digestOf(config) }, layers: [layer] }));
    const { artifacts, created } = sampleVersion(files);
    const composed = composeServingImage(
      { digest: digestOf(manifest), manifest, config },
      { artifacts, created, labels: {} },
    );

    await expect(images.publish(composed, [])).rejects.toMatchObject({
      code: 'NOT_FOUND',
      details: [{ message: `${layer.digest} (4 bytes) is not stored.` }],
    });
  });

  it('removes what a killed writer left, a day later', async () => {
    const { folder, artifacts, files } = await open();
    const [sample] = files;
    if (sample === undefined) throw new Error('no sample');
    const scratch = join(folder, 'tmp');
    await mkdir(scratch, { recursive: true });
    await writeFile(join(scratch, 'young'), 'x');
    await writeFile(join(scratch, 'old'), 'x');
    await utimes(join(scratch, 'old'), 0, Date.now() / 1000 - 25 * 60 * 60);

    const later = new OciLayoutArtifactStore(new OciLayout(folder), artifacts.name);
    await later.write(sample.artifact, () => chunksOf(sample.bytes));

    expect(await namesIn(scratch)).toEqual(['young']);
  });
});
