/** Registers a scikit-learn pipeline at a moment that is given: `node register-at.ts <registry> <instant>`. */
import { join } from 'node:path';
import { readModelFiles } from '../../../adapters/files/read-model-files.ts';
import { openRegistry } from '../../../adapters/open-registry.ts';

const [address = '', now = ''] = process.argv.slice(2);
const registry = await openRegistry(address, {
  actor: 'ann',
  cwd: process.cwd(),
  env: process.env,
  clock: { now: () => now },
});
const examples = join(import.meta.dirname, '../../../examples/iris');
await registry.models.register({
  model: 'iris',
  files: await readModelFiles('improved/model.pkl', examples),
  metrics: { accuracy: 0.9666666666666667, f1: 0.1 + 0.2 },
  parameters: { C: 1e21, tol: 1e-7, Istanbul: 'İı', steps: 3 },
  tags: { Zebra: '1', ähnlich: '2', apple: '3', İzmir: '4', team: '5' },
});
await registry.close();
