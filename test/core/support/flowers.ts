import { digestOf } from '../../../core/domain/digest.ts';
import type { ModelRuntime } from '../../../core/ports/model-toolchain.ts';
import { type MemoryRegistry, memoryRegistry } from './memory-registry.ts';
import { reviewed } from './policies.ts';

/** `linearModel(1)` gets every row right, `linearModel(-1)` only those that are on the right. */
export const csv = 'x,y,label\n1,0,left\n2,0,left\n0,1,right\n0,3,right\n';
export const [good, bad] = [1, -1];

export const pinned = (text: string, path?: string) => `datasets:
  - name: flowers
    digest: "${digestOf(text)}"
    task: classification
    target: label
${path === undefined ? '' : `    path: ${path}\n`}`;

export const noRegression = (tolerance = 0) =>
  `- gate: no-regression\n  dataset: flowers\n  metrics: [accuracy]\n  tolerance: ${tolerance}`;

export async function withData(gates: string, text = csv, runtime?: ModelRuntime): Promise<MemoryRegistry> {
  const registry = await memoryRegistry(
    reviewed(gates, pinned(text, 'data/flowers.csv')),
    runtime === undefined ? {} : { runtime },
  );
  await registry.edit({ 'data/flowers.csv': text });
  return registry;
}

export const source = (text: string) => ({
  name: 'flowers.csv',
  async *open() {
    yield new TextEncoder().encode(text);
  },
});
