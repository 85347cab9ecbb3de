/** One of the servers that serving.bench.ts measures, in a process of its own; it prints its address. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onnxRuntime } from '../adapters/onnx/onnx-runtime.ts';
import { emitOnnx } from '../conversion/emit/onnx.ts';
import type { Signature } from '../core/domain/manifest.ts';
import { parseModelName } from '../core/domain/names.ts';
import { parseVersion } from '../core/domain/version.ts';
import { startPredictionServer } from '../serving/start-prediction-server.ts';

const classes = ['setosa', 'versicolor', 'virginica'];
const signature: Signature = {
  task: 'classification',
  inputs: [{ name: 'X', type: 'float64', shape: [null, 4] }],
  outputs: [
    { name: 'label', type: 'string', shape: [null] },
    { name: 'probabilities', type: 'float64', shape: [null, 3] },
  ],
  classes,
};

await (process.argv[2] === 'bare' ? serveConstant() : serveIris());

async function serveConstant(): Promise<void> {
  const body = JSON.stringify({ predictions: ['setosa'] });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      JSON.parse(Buffer.concat(chunks).toString());
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

async function serveIris(): Promise<void> {
  const predictor = await onnxRuntime.load({ files: [modelFile()], signature });
  const model = { model: parseModelName('iris'), version: parseVersion('1.0.0'), manifestDigest: null, predictor };
  console.log((await startPredictionServer({ models: [model], port: 0 })).url);
}

function modelFile() {
  const weights = new Float64Array([-0.4, 0.9, -2.4, -1, 0.5, -0.3, -0.2, -0.9, -0.1, -0.6, 2.6, 1.9]);
  const scores = { outputs: 3, inputs: 4, weights, intercepts: new Float64Array([9.5, 2.1, -11.6]) };
  const head = {
    kind: 'linear-classifier',
    scores,
    classes: { type: 'string', values: classes },
    link: 'softmax',
  } as const;
  const bytes = emitOnnx({ input: { width: 4 }, transforms: [], head }, {});
  const open = async function* () {
    yield bytes;
  };
  return { path: 'model.onnx', size: bytes.length, read: async () => bytes, open };
}
