import { describe, expect, it } from 'vitest';
import type { Image } from '../../core/domain/image.ts';
import type { ArtifactStore } from '../../core/ports/artifact-store.ts';
import type { ImageStore } from '../../core/ports/image-store.ts';
import { buildDataImage } from '../../packaging/data-image.ts';
import { assembleIndex } from '../../packaging/image-index.ts';
import { buildModelPack } from '../../packaging/model-pack.ts';
import { manifestRef } from '../../packaging/oci-image.ts';
import { chunksOf } from '../support/bytes.ts';
import { amd64, arm64 } from '../support/sample-base.ts';
import { sampleFiles, sampleVersion } from '../support/sample-version.ts';

export interface ImageStoreSubject {
  /** Where the layers are put first. */
  readonly artifacts: ArtifactStore;
  readonly images: ImageStore;
  /** Another opening of the same storage, as another process has it. */
  reopen(): ImageStore;
  /** Which manifest a tag names. */
  findTag(tag: string): Promise<string | undefined>;
  /** Changes one byte of a stored manifest; absent where nothing outside can. */
  readonly damage?: (image: Image) => Promise<void>;
}

/** What every image store promises: core/ports/image-store.ts. */
export function describeImageStore(name: string, open: () => Promise<ImageStoreSubject>): void {
  describe(`${name} as an image store`, () => {
    it('gives the exact bytes of a published manifest back', async () => {
      const { images, reopen, artifacts } = await open();
      const { modelPack, dataImage } = await storedVersion(artifacts);

      const reference = await images.publish(modelPack, []);
      await images.publish(dataImage, []);

      expect(reference).toBe(images.reference(modelPack.digest));
      expect(reference).toContain(modelPack.digest);
      for (const image of [modelPack, dataImage]) {
        expect(await reopen().has(image.digest)).toBe(true);
        expect(Buffer.from(await reopen().read(image.digest)).equals(Buffer.from(image.manifest))).toBe(true);
      }
    });

    it('publishes the same image twice as once', async () => {
      const { images, artifacts, findTag } = await open();
      const { modelPack } = await storedVersion(artifacts);
      const first = await images.publish(modelPack, ['risk/fraud:1.2.0']);
      expect(await images.publish(modelPack, ['risk/fraud:1.2.0'])).toBe(first);
      expect(await findTag('risk/fraud:1.2.0')).toBe(modelPack.digest);
    });

    it('moves a tag to the image published last and leaves the others', async () => {
      const { images, artifacts, findTag } = await open();
      const { modelPack, dataImage } = await storedVersion(artifacts);
      await images.publish(modelPack, ['risk/fraud:1.2.0', 'risk/fraud:production']);

      await images.publish(dataImage, ['risk/fraud:production', 'risk/fraud:production']);

      expect(await findTag('risk/fraud:1.2.0')).toBe(modelPack.digest);
      expect(await findTag('risk/fraud:production')).toBe(dataImage.digest);
    });

    it('publishes the images of an index, which alone has the tag', async () => {
      const { images, reopen, artifacts, findTag } = await open();
      const index = await storedIndex(artifacts);

      expect(await images.publishIndex(index, ['risk/fraud:production'])).toBe(images.reference(index.digest));

      expect(await findTag('risk/fraud:production')).toBe(index.digest);
      expect(Buffer.from(await reopen().read(index.digest)).equals(Buffer.from(index.manifest))).toBe(true);
      for (const { digest } of index.images) expect(await reopen().has(digest)).toBe(true);
    });

    it('refuses an index that lists other images, and shows nothing', async () => {
      const { images, artifacts } = await open();
      const index = await storedIndex(artifacts);
      const publishing = images.publishIndex({ ...index, images: index.images.slice(1) }, []);
      await expect(publishing).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
      expect(await images.has(index.digest)).toBe(false);
    });

    it('says what it does not have', async () => {
      const { images, artifacts } = await open();
      const { modelPack } = await storedVersion(artifacts);
      expect(await images.has(modelPack.digest)).toBe(false);
      await expect(images.read(modelPack.digest)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it('refuses an image whose layers are missing, and shows nothing', async () => {
      const { images, reopen, findTag } = await open();
      const { modelPack } = await buildSample();

      await expect(images.publish(modelPack, ['risk/fraud:1.0.0'])).rejects.toMatchObject({ code: 'NOT_FOUND' });

      expect(await reopen().has(modelPack.digest)).toBe(false);
      expect(await findTag('risk/fraud:1.0.0')).toBeUndefined();
    });

    it.each<[string, (image: Image) => Image]>([
      ['a manifest of other bytes', (it) => ({ ...it, manifest: Buffer.concat([it.manifest, Buffer.from(' ')]) })],
      ['a configuration of other bytes', (it) => ({ ...it, config: { ...it.config, bytes: Buffer.from('{}') } })],
    ])('refuses %s, and shows nothing', async (_, change) => {
      const { images, reopen, artifacts } = await open();
      const { modelPack } = await storedVersion(artifacts);
      const publishing = images.publish(change(modelPack), []);
      await expect(publishing).rejects.toMatchObject({ code: 'DIGEST_MISMATCH', exitCode: 6 });
      expect(await reopen().has(modelPack.digest)).toBe(false);
    });

    it.each([
      '',
      'production',
      'iris:',
      ':1.0.0',
      'iris:-x',
      'Risk/fraud:1.0.0',
      '../risk/fraud:1.0.0',
      'risk/fraud:1.0.0+build',
      'a b:c',
    ])('refuses the tag %j before it writes anything', async (tag) => {
      const { images, artifacts } = await open();
      const { modelPack } = await storedVersion(artifacts);
      await expect(images.publish(modelPack, [tag])).rejects.toMatchObject({ code: 'INPUT_INVALID' });
      expect(await images.has(modelPack.digest)).toBe(false);
    });

    it('refuses a digest that leads elsewhere', async () => {
      const { images } = await open();
      await expect(images.read('sha256:../../index.json')).rejects.toMatchObject({ code: 'NAME_INVALID' });
      await expect(images.has('sha256:../../index.json')).rejects.toMatchObject({ code: 'NAME_INVALID' });
    });

    it('loses no tag when 20 are written at once', async () => {
      const { images, reopen, artifacts, findTag } = await open();
      const { modelPack } = await storedVersion(artifacts);
      const tags = Array.from({ length: 20 }, (_, index) => `risk/fraud:1.0.${index}`);

      await Promise.all(tags.map((tag, index) => (index % 2 ? images : reopen()).publish(modelPack, [tag])));

      for (const tag of tags) expect(await findTag(tag)).toBe(modelPack.digest);
    });

    it('takes an image away with every tag that names it, and leaves the others', async () => {
      const { images, reopen, artifacts, findTag } = await open();
      const { modelPack, dataImage } = await storedVersion(artifacts);
      await images.publish(modelPack, ['risk/fraud:1.0.0']);
      await images.publish(dataImage, ['risk/fraud:production', 'risk/fraud:staging']);

      expect(await images.remove(dataImage, async () => undefined)).toEqual({ outcome: 'removed' });

      expect(await reopen().has(dataImage.digest)).toBe(false);
      expect([await findTag('risk/fraud:production'), await findTag('risk/fraud:staging')]).toEqual([
        undefined,
        undefined,
      ]);
      expect(await findTag('risk/fraud:1.0.0')).toBe(modelPack.digest);
      expect(await images.remove(dataImage, async () => undefined)).toEqual({ outcome: 'absent' });
      await images.publish(dataImage, ['risk/fraud:production']);
      expect(await reopen().has(dataImage.digest)).toBe(true);
    });

    it('keeps an image that somebody wants, with its tags', async () => {
      const { images, artifacts, findTag } = await open();
      const { modelPack } = await storedVersion(artifacts);
      await images.publish(modelPack, ['risk/fraud:1.0.0']);
      expect(await images.remove(modelPack, async () => 'rose@1.0.0')).toEqual({ outcome: 'kept', why: 'rose@1.0.0' });
      expect(await findTag('risk/fraud:1.0.0')).toBe(modelPack.digest);
    });

    it('refuses a manifest that was damaged', async (context) => {
      const { images, artifacts, damage } = await open();
      const { modelPack } = await storedVersion(artifacts);
      await images.publish(modelPack, []);
      if (damage === undefined) return context.skip('nothing outside can reach what this store holds');
      await damage(modelPack);
      await expect(images.read(modelPack.digest)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH', exitCode: 6 });
    });
  });
}

async function buildSample() {
  const files = await sampleFiles();
  const content = sampleVersion(files);
  const modelPack = buildModelPack(content);
  return { files, modelPack, dataImage: buildDataImage(content, manifestRef(modelPack)) };
}

/** One data image for each of two platforms. */
async function storedIndex(store: ArtifactStore) {
  const { files, modelPack } = await storedVersion(store);
  const entries = [amd64, arm64].map((platform) => ({
    platform,
    image: buildDataImage(sampleVersion(files), manifestRef(modelPack), platform),
  }));
  return assembleIndex(entries, {});
}

async function storedVersion(store: ArtifactStore) {
  const sample = await buildSample();
  for (const { artifact, bytes } of sample.files) await store.write(artifact, () => chunksOf(bytes));
  return sample;
}
