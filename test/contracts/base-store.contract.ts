import { describe, expect, it } from 'vitest';
import { digestOf } from '../../core/domain/digest.ts';
import type { BaseStore } from '../../core/ports/base-store.ts';
import { assembleIndex } from '../../packaging/image-index.ts';
import { chunksOf } from '../support/bytes.ts';
import { arm64, sampleBase, storeBase, storeBaseIndex } from '../support/sample-base.ts';

export interface BaseStoreSubject {
  readonly bases: BaseStore;
  /** Another opening of the same storage, as another process has it. */
  reopen(): BaseStore;
}

/** What every store of serving bases promises: core/ports/base-store.ts. */
export function describeBaseStore(name: string, open: () => Promise<BaseStoreSubject>): void {
  describe(`${name} as a store of serving bases`, () => {
    it('gives the exact bytes of a base back, however often it is written', async () => {
      const { bases, reopen } = await open();
      const { image } = sampleBase();
      const digest = await storeBase(bases);
      expect(await storeBase(reopen())).toBe(digest);

      expect(Buffer.from(await reopen().readManifest(digest)).equals(Buffer.from(image.manifest))).toBe(true);
      const config = await reopen().readConfig(image.config.descriptor);
      expect(Buffer.from(config).equals(Buffer.from(image.config.bytes))).toBe(true);
      expect(bases.reference(digest)).toContain(digest);
    });

    it('shows no base whose layer has other bytes', async () => {
      const { bases, reopen } = await open();
      const { image } = sampleBase();
      const writing = bases.write(image, () => chunksOf(Buffer.from('another runtime')));
      await expect(writing).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
      await expect(reopen().readManifest(image.digest)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it('keeps an index of images that are all there, and no other', async () => {
      const { bases, reopen } = await open();
      const index = await storeBaseIndex(bases);
      expect(digestOf(await reopen().readManifest(index.digest))).toBe(index.digest);

      const lacking = assembleIndex([sampleBase('a runtime that nobody stored', arm64)], {});
      await expect(bases.writeIndex(lacking)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(reopen().readManifest(lacking.digest)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it('refuses a digest that leads elsewhere', async () => {
      const { bases } = await open();
      await expect(bases.readManifest('sha256:../../index.json')).rejects.toMatchObject({ code: 'NAME_INVALID' });
    });
  });
}
