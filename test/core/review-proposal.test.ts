import { expect, test } from 'vitest';
import { memoryRegistry } from './support/memory-registry.ts';
import { reviewed } from './support/policies.ts';
import { propose, registerIris } from './support/scenes.ts';

const checklist = `
- gate: checklist
  items:
    - id: bias
      text: The errors of every group were compared.
`;

test('takes evidence for the items of a checklist, and for no others', async () => {
  const registry = await memoryRegistry(reviewed(checklist.trim()));
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  const { proposals } = registry.as('bob');

  await expect(proposals.approve(id, { checks: { bais: 'compared' } })).rejects.toMatchObject({
    code: 'USAGE',
    hint: 'Did you mean bias?',
  });
  expect((await proposals.show(id)).reviews).toEqual([]);
  expect(await proposals.approve(`#${id}`, { checks: { bias: 'compared' } })).toMatchObject({
    reviews: [{ checks: { bias: 'compared' } }],
  });
});

test('says that there is no checklist where evidence is given all the same', async () => {
  const registry = await memoryRegistry(reviewed('- gate: servable'));
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  await expect(registry.as('bob').proposals.approve(id, { checks: { bias: 'x' } })).rejects.toMatchObject({
    hint: expect.stringContaining('no checklist'),
  });
});
