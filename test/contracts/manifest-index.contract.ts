import { describe, expect, it } from 'vitest';
import { digestOf } from '../../core/domain/digest.ts';
import type { Oid } from '../../core/domain/records.ts';
import type { IndexedManifest, ManifestIndex } from '../../core/ports/manifest-index.ts';

const oid = (digit: string) => digit.repeat(40) as Oid;
const content = (text: string, idempotencyKey: string | null = null, files = text): IndexedManifest => ({
  contentKey: digestOf(Buffer.from(text)),
  filesKey: digestOf(Buffer.from(`files ${files}`)),
  idempotencyKey,
});

/** What every memory of manifests promises; `open` gives one that is empty. */
export function describeManifestIndex(name: string, open: () => Promise<ManifestIndex>): void {
  describe(name, () => {
    it('tells in the given order what it does not know', async () => {
      const index = await open();
      await index.remember(new Map([[oid('b'), content('one')]]));

      expect(await index.unknownOf([oid('c'), oid('b'), oid('a')])).toEqual([oid('c'), oid('a')]);
      expect(await index.unknownOf([])).toEqual([]);
    });

    it('finds every manifest of a content, and of a key only when it is asked for', async () => {
      const index = await open();
      await index.remember(
        new Map([
          [oid('a'), content('one')],
          [oid('b'), content('one', 'key')],
          [oid('c'), content('two', 'key')],
          [oid('d'), content('three')],
        ]),
      );
      const { contentKey } = content('one');

      expect((await index.find({ contentKey })).toSorted()).toEqual([oid('a'), oid('b')]);
      expect((await index.find({ contentKey, idempotencyKey: 'key' })).toSorted()).toEqual([
        oid('a'),
        oid('b'),
        oid('c'),
      ]);
      expect(await index.find({ contentKey: content('four').contentKey })).toEqual([]);
    });

    it('finds every manifest of the same files only when these are asked for', async () => {
      const index = await open();
      await index.remember(
        new Map([
          [oid('a'), content('one', null, 'same')],
          [oid('b'), content('two', null, 'same')],
          [oid('c'), content('three')],
        ]),
      );
      const { contentKey, filesKey } = content('one', null, 'same');

      expect((await index.find({ filesKey })).toSorted()).toEqual([oid('a'), oid('b')]);
      expect(await index.find({ contentKey })).toEqual([oid('a')]);
      expect(await index.find({})).toEqual([]);
    });

    it('takes what it knows already once more', async () => {
      const index = await open();
      await index.remember(new Map([[oid('a'), content('one')]]));
      await index.remember(new Map([[oid('a'), content('one')]]));

      expect(await index.find({ contentKey: content('one').contentKey })).toEqual([oid('a')]);
    });
  });
}
