import type { MemoryRegistry } from './memory-registry.ts';

/** Writes into the records branch as somebody with git alone. */
export async function forgeRecords(
  registry: MemoryRegistry,
  change: (path: string, text: string) => string | undefined,
): Promise<void> {
  const { repository, recordsBranch, author, clock } = registry.contextOf('mallory');
  const tip = await repository.tip(recordsBranch);
  if (tip === undefined) throw new Error('there are no records');
  const snapshot = await repository.snapshot(tip);
  const edits = [];
  for await (const { path } of snapshot.walk('')) {
    const text = change(path, new TextDecoder().decode((await snapshot.read(path))?.bytes));
    if (text !== undefined) edits.push({ path, bytes: new TextEncoder().encode(text) });
  }
  await repository.commit({ branch: recordsBranch, expected: tip, edits, message: 'forged', author, at: clock.now() });
}
