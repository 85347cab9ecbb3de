import { expect, test } from 'vitest';
import { memoryRegistry } from './support/memory-registry.ts';
import { reviewed } from './support/policies.ts';
import { registerIris } from './support/scenes.ts';

test('a manifest that was edited by hand after it was registered takes no stage', async () => {
  const registry = await memoryRegistry(reviewed('- gate: servable'));
  await registerIris(registry, 1);
  const path = 'models/iris/versions/1.0.0.yaml';
  const text = (await registry.read(path)) ?? '';
  await registry.edit({ [path]: text.replace(/^registeredBy: .*$/m, 'registeredBy: "somebody-else"') });

  await expect(registry.as('ann').stages.promote({ ref: 'iris@1.0.0', to: 'production' })).rejects.toMatchObject({
    code: 'GATE_FAILED',
    details: [expect.objectContaining({ path: 'integrity', message: expect.stringContaining('was changed after') })],
  });
});
