import type { TensorSpec } from '../../core/domain/manifest.ts';
import { parseJson } from '../../core/domain/parse-json.ts';
import { jsonAnswer } from '../http/answer.ts';
import type { Route } from '../http/route.ts';
import type { ServedModel } from '../models/served-model.ts';
import { parseInferRequest } from './open-inference-request.ts';
import { answeredOutputs, type OutputTensor } from './open-inference-response.ts';
import { datatypeOf } from './open-inference-tensor.ts';
import type { Executor, Protocol } from './protocol.ts';

const platform = 'onnx_onnxv1';

/**
 * Open Inference Protocol v2, REST, tensors as JSON:
 * https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md
 *
 * Where its text and its OpenAPI document differ: health answers `{"live":true}` and `{"ready":true}`, as KServe does,
 * and 503 when the server is not ready. A model name with a slash may be sent as it is or percent-encoded. NaN and
 * infinities, for which JSON has no words, are answered as null.
 */
export function openInferenceProtocol(server: { readonly name: string; readonly version: string }): Protocol {
  return {
    prefix: '/v2',
    routes: (models, executor) => [
      ...serverRoutes(server, models, executor),
      ...models.flatMap((model) =>
        [`/v2/models/${model.model}`, `/v2/models/${model.model}/versions/${model.version}`].flatMap((path) =>
          modelRoutes(path, model, executor),
        ),
      ),
    ],
    refuse: ({ status, headers, message, hint }) => {
      return jsonAnswer({ error: hint === undefined ? message : `${message} ${hint}` }, status, headers);
    },
  };
}

function serverRoutes(
  server: { readonly name: string; readonly version: string },
  models: readonly ServedModel[],
  executor: Executor,
): Route[] {
  return [
    get('/v2', () => jsonAnswer({ ...server, extensions: [] })),
    get('/v2/health/live', () => jsonAnswer({ live: true })),
    get('/v2/health/ready', () => jsonAnswer({ ready: executor.isReady() }, executor.isReady() ? 200 : 503)),
    get('/v2/models', () => jsonAnswer({ models: models.map(({ model }) => model) })),
  ];
}

function modelRoutes(path: string, served: ServedModel, executor: Executor): Route[] {
  const { model, predictor } = served;
  const ready = () => jsonAnswer({ name: model, ready: executor.isReady() }, executor.isReady() ? 200 : 503);
  return [
    get(path, () => jsonAnswer(metadataOf(served))),
    get(`${path}/ready`, ready),
    {
      method: 'POST',
      path: `${path}/infer`,
      async answer({ body = '' }) {
        const request = parseInferRequest(parseJson(body), predictor.signature);
        const predictions = await executor.predict(served, request.rows);
        const outputs = request.outputs.map((output) => output.tensorOf(predictions));
        return jsonAnswer(inferAnswer(served, request.id, outputs));
      },
    },
  ];
}

function inferAnswer({ model, version }: ServedModel, id: string | undefined, outputs: readonly OutputTensor[]) {
  return { model_name: model, model_version: version, ...(id === undefined ? {} : { id }), outputs };
}

function metadataOf({ model, version, manifestDigest, predictor: { signature } }: ServedModel) {
  return {
    name: model,
    versions: [version],
    platform,
    inputs: signature.inputs.map(tensorMetadata),
    outputs: answeredOutputs(signature).map(({ spec }) => tensorMetadata(spec)),
    properties: { manifestDigest, task: signature.task, classes: signature.classes },
  };
}

function tensorMetadata({ name, type, shape }: TensorSpec) {
  return { name, datatype: datatypeOf(type), shape: shape.map((size) => size ?? -1) };
}

function get(path: string, answer: Route['answer']): Route {
  return { method: 'GET', path, answer };
}
