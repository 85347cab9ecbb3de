import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Change, Snapshot } from '../../../core/ports/repository.ts';
import { changesBetween } from '../../../core/proposals/changes-between.ts';
import { changesOf } from '../../../core/reading/read-proposal.ts';
import { memoryRegistry } from '../support/memory-registry.ts';
import { unreviewed } from '../support/policies.ts';

/** Few names, so that files and folders take each other's places. */
const path = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));
const edits = fc.dictionary(path, fc.option(fc.constantFrom('1', '2', '3')), { minKeys: 1, maxKeys: 4 });

/** Every path whose file differs, told from all files of both sides. */
async function differences(before: Snapshot, after: Snapshot): Promise<readonly Change[]> {
  const [old, present] = await Promise.all(
    [before, after].map(
      async (it) => new Map((await Array.fromAsync(it.walk(''))).map((file) => [file.path, file.oid])),
    ),
  );
  const paths = [...new Set([...(old?.keys() ?? []), ...(present?.keys() ?? [])])].sort();
  return paths.flatMap((path) => {
    const [was, is] = [old?.get(path), present?.get(path)];
    return was === is ? [] : [{ path, ...(was && { before: was }), ...(is && { after: is }) }];
  });
}

test('finds what differs between two commits, as following a short or a long branch does', async () => {
  await fc.assert(
    fc.asyncProperty(edits, fc.array(edits, { minLength: 1, maxLength: 12 }), async (first, others) => {
      const { repository, editOn } = await memoryRegistry(unreviewed());
      // An edit may ask for a file and for one below it, which nobody can have.
      const tryEdit = (files: Record<string, string | null>) => editOn('main', files).catch(() => undefined);
      await tryEdit(first);
      const base = await repository.tip('main');
      for (const files of others) await tryEdit(files);
      const head = await repository.tip('main');
      if (base === undefined || head === undefined) throw new Error('there is no commit');

      const [before, after] = await Promise.all([base, head].map((oid) => repository.snapshot(oid)));
      if (before === undefined || after === undefined) throw new Error('there is no snapshot');

      const found = await changesBetween(before, after);

      const expected = await differences(before, after);
      expect(found.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual(expected);
      expect(await changesOf({ base, head }, repository)).toEqual(expected);
    }),
    { numRuns: 100 },
  );
});
