import { expect, test } from 'vitest';
import { memoryRegistry } from '../../core/support/memory-registry.ts';
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
