import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changesBetween } from '../../../core/proposals/changes-between.ts';
import { changesOf } from '../../../core/reading/read-proposal.ts';
import { memoryRegistry } from '../support/memory-registry.ts';
import { unreviewed } from '../support/policies.ts';

/** Few names, so that files and folders take each other's places. */
const path = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));
const edits = fc.dictionary(path, fc.option(fc.constantFrom('1', '2', '3')), { minKeys: 1, maxKeys: 4 });

test('finds what the history between two commits tells, without it', async () => {
  await fc.assert(
    fc.asyncProperty(edits, fc.array(edits, { minLength: 1, maxLength: 3 }), async (first, others) => {
      const { repository, editOn } = await memoryRegistry(unreviewed());
      // An edit may ask for a file and for one below it, which nobody can have.
      const tryEdit = (files: Record<string, string | null>) => editOn('main', files).catch(() => undefined);
      await tryEdit(first);
      const base = await repository.tip('main');
      for (const files of others) await tryEdit(files);
      const head = await repository.tip('main');
      if (base === undefined || head === undefined) throw new Error('there is no commit');

      const found = await changesBetween(await repository.snapshot(base), await repository.snapshot(head));

      const inOrder = found.toSorted((a, b) => (a.path < b.path ? -1 : 1));
      expect(inOrder).toEqual(await changesOf({ base, head }, repository));
    }),
    { numRuns: 100 },
  );
});
