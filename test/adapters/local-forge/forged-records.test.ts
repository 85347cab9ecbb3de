import { expect, test } from 'vitest';
import type { MemoryRegistry } from '../../core/support/memory-registry.ts';
import { memoryRegistry } from '../../core/support/memory-registry.ts';
import { reviewed } from '../../core/support/policies.ts';
import { registerIris } from '../../core/support/scenes.ts';

const verified = reviewed('- gate: approvals\n  count: 1\n  verifiedIdentity: true');

/** Writes into the records branch as somebody with git alone. */
async function forge(registry: MemoryRegistry, change: (path: string, text: string) => string | undefined) {
  const { repository, recordsBranch, author, clock } = registry.contextOf('mallory');
  const tip = await repository.tip(recordsBranch);
  if (tip === undefined) throw new Error('there are no records');
  const snapshot = await repository.snapshot(tip);
  const edits = [];
  for await (const { path } of snapshot.walk('proposals')) {
    const text = change(path, new TextDecoder().decode((await snapshot.read(path))?.bytes));
    if (text !== undefined) edits.push({ path, bytes: new TextEncoder().encode(text) });
  }
  await repository.commit({ branch: recordsBranch, expected: tip, edits, message: 'forged', author, at: clock.now() });
}

async function proposed(): Promise<{ registry: MemoryRegistry; id: string }> {
  const registry = await memoryRegistry(verified);
  await registerIris(registry, 1);
  const { proposal } = await registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'production' });
  return { registry, id: proposal?.id ?? '' };
}

test('a review that was edited to say verified is no review', async () => {
  const { registry, id } = await proposed();
  await registry.as('bob').proposals.approve(id);
  await forge(registry, (path, text) =>
    path.includes('/reviews/') ? text.replace('"asserted"', '"verified"') : undefined,
  );

  expect((await registry.as('ann').proposals.show(id)).reviews).toEqual([]);
  await expect(registry.as('ann').proposals.merge(id)).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
});

test('a proposal that names the registry branch as its own cannot take it away', async () => {
  const { registry, id } = await proposed();
  await forge(registry, (path, text) =>
    path.endsWith('/proposal.yaml') ? text.replace(/^branch: .*$/m, 'branch: "main"') : undefined,
  );

  await expect(registry.as('ann').proposals.close(id)).rejects.toMatchObject({ code: 'FILE_INVALID' });
  expect(await registry.repository.tip('main')).toBeDefined();
});
