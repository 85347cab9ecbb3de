/** Runs a model that never answers, and says when it does. */
import { IsolatedHost } from '../../../../adapters/onnx/isolated-host.ts';
import { endlessModel } from '../../../support/hostile-models.ts';

const host = new IsolatedHost();
await host.load(endlessModel());
const feeds = new Map([['X', { type: 'float64', data: new Float64Array([1, 2, 3, 4]), dims: [1, 4] } as const]]);
setTimeout(() => console.log('running'), 200);
await host.run(feeds);
