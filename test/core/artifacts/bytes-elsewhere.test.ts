import { expect, test } from 'vitest';
import { MemoryArtifactStore } from '../../../adapters/memory/memory-artifact-store.ts';
import { memoryRegistry } from '../support/memory-registry.ts';
import { reviewed } from '../support/policies.ts';
import { propose, registerIris } from '../support/scenes.ts';

/** A store that stays where it is when the registry is cloned. */
class StoreElsewhere extends MemoryArtifactStore {
  isHere = true;

  override async has(...args: Parameters<MemoryArtifactStore['has']>): Promise<boolean> {
    return this.isHere && (await super.has(...args));
  }
}

test('a proposal says that the bytes are elsewhere, not that the model is broken; the rest of the registry is as it was', async () => {
  const artifacts = new StoreElsewhere('local');
  const registry = await memoryRegistry(reviewed('- gate: servable'), { artifacts });
  await registerIris(registry, 1);
  const id = await propose(registry, 'iris@1.0.0');
  const { models, proposals } = registry.as('bob');
  const shown = await models.show('iris@1.0.0');
  const listed = await models.list();

  artifacts.isHere = false;

  const { verdicts } = await proposals.show(id);
  const integrity = verdicts.find(({ gate }) => gate === 'integrity');
  expect(integrity).toMatchObject({ verdict: 'fail' });
  expect(integrity?.reason).toMatch(
    /^The bytes of iris@1\.0\.0 are not here, which says nothing against them: \S+ and \d more are in none of the stores that were asked, local \(oci-layout\)\. .*mergeline doctor/,
  );
  expect(verdicts.filter(({ verdict }) => verdict === 'fail')).toEqual([integrity]);
  expect(await models.show('iris@1.0.0')).toEqual(shown);
  expect(await models.list()).toEqual(listed);
});
