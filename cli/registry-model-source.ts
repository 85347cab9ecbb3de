import { MergelineError } from '../core/errors.ts';
import type { ModelRuntime } from '../core/ports/model-toolchain.ts';
import type { Registry } from '../core/registry.ts';
import type { ModelSource, ServedModel } from '../serving/models/served-model.ts';

/** The versions that references name now, their files verified on the way. */
export function registryModelSource(
  refs: readonly string[],
  { models }: Pick<Registry, 'models'>,
  runtime: ModelRuntime,
): ModelSource {
  /** A stage may move between the two requests, so the second one names the version. */
  async function load(ref: string): Promise<ServedModel> {
    const { manifest, manifestDigest } = await models.show(ref);
    const { model, version, signature, conversion } = manifest;
    if (signature === undefined) {
      const reason = conversion.outcome === 'unsupported' ? ` ${conversion.reason}` : '';
      throw new MergelineError('MODEL_UNSUPPORTED', `${model}@${version} cannot be served.${reason}`);
    }
    const { files } = await models.pull(`${model}@${version}`, { role: 'served' });
    const predictor = await runtime.load({
      signature,
      files: files.map(({ path, size, open }) => ({
        path,
        size,
        open,
        read: async () => Buffer.concat(await Array.fromAsync(open())),
      })),
    });
    return { model, version, manifestDigest, predictor };
  }
  return { load: () => Promise.all(refs.map(load)) };
}
