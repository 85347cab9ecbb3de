import { expect, test } from 'vitest';
import { UndecidedClone } from '../../../adapters/git/undecided-clone.ts';
import { MemoryRepository } from '../../../adapters/memory/memory-repository.ts';
import type { Oid } from '../../../core/domain/records.ts';

const fetched = 'a'.repeat(40) as Oid;

/** What `git clone` leaves: the default branch here, every other branch only as it was fetched. */
class Clone extends MemoryRepository {
  override async resolve(name: string): Promise<Oid | undefined> {
    return name === 'refs/remotes/origin/mergeline-records' ? fetched : undefined;
  }
}

test('reads the records that were fetched, which have no branch here', async () => {
  const clone = new UndecidedClone(new Clone(), 'origin');

  expect(await clone.tip('mergeline-records')).toBe(fetched);
  expect(await clone.tip('elsewhere')).toBeUndefined();
});

test('stops at the first write and names both choices', async () => {
  const clone = new UndecidedClone(new Clone(), 'origin');

  await expect(clone.commit()).rejects.toMatchObject({
    code: 'REMOTE_UNDECIDED',
    exitCode: 2,
    hint: expect.stringMatching(/mergeline\.remote origin.*mergeline\.remote none/),
  });
  await expect(clone.deleteBranch()).rejects.toMatchObject({ code: 'REMOTE_UNDECIDED' });
});
