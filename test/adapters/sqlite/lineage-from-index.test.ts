import { expect, onTestFinished, test } from 'vitest';
import { SqliteSearchIndex } from '../../../adapters/sqlite/search/sqlite-search-index.ts';
import type { Digest } from '../../../core/domain/digest.ts';
import { showVersion } from '../../../core/show-version.ts';
import { linearModel, memoryRegistry } from '../../core/support/memory-registry.ts';
import { unreviewed } from '../../core/support/policies.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const datasets = [{ name: 'train', digest: `sha256:${'a'.repeat(64)}` as Digest }];

test('a lineage out of the index is the one that looking at every version gives, now and at every commit before', async () => {
  const registry = await memoryRegistry(unreviewed());
  const index = new SqliteSearchIndex(await temporaryFolder());
  onTestFinished(() => index.close());
  const plain = registry.contextOf('ann');
  const indexed = { ...plain, loadSearchIndex: async () => index };
  const commits: string[] = [];
  for (const [weight, { model = 'iris', ...more }] of [
    { lineage: {} },
    { lineage: { parent: '1.0.0' } },
    { model: 'rose', lineage: { parent: 'iris@1.0.0', baseModel: 'iris@1.0.0' } },
    { model: 'rose', lineage: { parent: '1.0.0' } },
    { lineage: { parent: 'iris@1.0.0', baseModel: 'bert' }, datasets: [] },
  ].entries()) {
    await registry.as('ann').models.register({ model, files: linearModel(weight), datasets, ...more });
    commits.push(await registry.tip());
  }

  for (const at of [undefined, ...commits]) {
    const options = { lineage: true, ...(at && { at }) };
    const found = await showVersion('iris@1.0.0', options, indexed);
    expect(found, at).toEqual(await showVersion('iris@1.0.0', options, plain));
  }
  const { lineage } = await showVersion('iris@1.0.0', { lineage: true }, indexed);
  expect(lineage).toMatchObject({
    children: { total: 3 },
    fineTunes: { total: 1 },
    datasets: [{ trained: { total: 3 } }],
  });
});
