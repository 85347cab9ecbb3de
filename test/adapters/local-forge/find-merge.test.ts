import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type MemoryRegistry, memoryRegistry } from '../../core/support/memory-registry.ts';
import { reviewed } from '../../core/support/policies.ts';
import { branchOf, bringTo, irisProduction, propose, registerIris } from '../../core/support/scenes.ts';

const approvals = reviewed('- gate: approvals\n  count: 1');

test('a proposal from which somebody took the promotion away is merged once what is left of it is', async () => {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1, 2);
  await bringTo(registry, 'iris@1.0.0');
  const id = await propose(registry, 'iris@1.0.1');
  const pointer = (await registry.read(irisProduction)) ?? '';
  const card = { 'models/iris/README.md': '# Iris\n' };
  await registry.editOn(await branchOf(registry, id), { [irisProduction]: pointer, ...card }, { as: 'eve' });
  await registry.as('bob').proposals.reject(id, { comment: 'promotes nothing' });
  const state = async () => (await registry.as('ann').proposals.show(id)).proposal.state;

  expect(await state()).toBe('open');
  await registry.edit(card);
  expect(await state()).toBe('merged');
});

const acts = ['approve', 'reject', 'merge', 'close', 'refresh', 'merge by hand', 'push'] as const;
const step = fc.record({ act: fc.constantFrom(...acts), which: fc.nat(3) });

async function fourProposals(): Promise<{ registry: MemoryRegistry; ids: readonly string[] }> {
  const registry = await memoryRegistry(approvals);
  await registerIris(registry, 1, 2, 3, 4);
  const ids: string[] = [];
  for (const patch of [0, 1, 2, 3]) ids.push(await propose(registry, `iris@1.0.${patch}`));
  return { registry, ids };
}

/** What does not go does not matter. */
async function take(act: (typeof acts)[number], id: string, registry: MemoryRegistry): Promise<void> {
  const branch = `mergeline/iris/production/1.0.${Number(id) - 1}`;
  const isThere = (await registry.repository.tip(branch)) !== undefined;
  if (act === 'merge by hand' && isThere)
    await registry.edit({ [irisProduction]: (await registry.read(irisProduction, branch)) ?? null });
  else if (act === 'push' && isThere) await registry.editOn(branch, { 'models/iris/README.md': `# ${id}\n` });
  else if (act !== 'merge by hand' && act !== 'push')
    await registry
      .as('bob')
      .proposals[act](id, { comment: 'seen' })
      .catch(() => undefined);
}

test('a list tells of each proposal what looking for that one alone tells, newest first', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      const { registry, ids } = await fourProposals();
      for (const { act, which } of steps) await take(act, ids[which] ?? '', registry);
      const { forge } = registry.contextOf('bob');

      const listed = await forge.list();

      expect(listed.map(({ id }) => id)).toEqual(ids.toReversed());
      for (const proposal of listed) expect(await forge.find(proposal.id)).toEqual(proposal);
      const [, second, third] = listed;
      const isSome = ({ branch }: { branch: string }) => branch === second?.branch || branch === third?.branch;
      expect(await forge.list([], isSome)).toEqual([second, third]);
    }),
    { numRuns: 25 },
  );
});

test('history is walked once for all proposals that only history tells about', async () => {
  const { registry, ids } = await fourProposals();
  for (const id of ids) await take('merge by hand', id, registry);
  const { repository } = registry;
  const history = repository.history.bind(repository);
  let walks = 0;
  repository.history = (...question) => {
    walks += 1;
    return history(...question);
  };

  const listed = await registry.contextOf('bob').forge.list();

  expect(listed.map(({ state }) => state)).toEqual(['merged', 'merged', 'merged', 'merged']);
  expect(walks).toBe(1);
});
