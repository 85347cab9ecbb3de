import { join } from 'node:path';
import { MergelineError } from '../core/errors.ts';
import type { Registry } from '../core/registry.ts';
import type { ReadOptions } from '../core/requests.ts';
import type { PlacedModel } from '../serving/supervisor/data-plane-messages.ts';
import { writeFiles } from './write-files.ts';

export interface ModelPlaces {
  readonly models: readonly PlacedModel[];
  readonly warnings: readonly string[];
}

/**
 * Lays the versions that references name, now or at another moment, below a folder, each as it lies in a serving image, every byte verified.
 * @throws MergelineError `MODEL_UNSUPPORTED` for a version that cannot be served, `USAGE` for two of one model.
 */
export async function placeModels(
  refs: readonly string[],
  folder: string,
  { models }: Pick<Registry, 'models'>,
  options: ReadOptions = {},
): Promise<ModelPlaces> {
  async function place(ref: string, index: number): Promise<{ model: PlacedModel; warnings: readonly string[] }> {
    const { model, version, manifestDigest, files, warnings } = await models.pull(ref, { role: 'served', ...options });
    // The stage may have moved meanwhile, so this names the version.
    const about = await models.pull(`${model}@${version}`, { role: 'metadata', ...options });
    const directory = join(folder, String(index));
    await writeFiles([...files, ...about.files], directory, { force: false, onProgress: () => {} });
    return { model: { model, version, manifestDigest, directory }, warnings };
  }
  refuseTwice(refs, await Promise.all(refs.map((ref) => requireServable(ref, models, options))));
  const places = await Promise.all(refs.map(place));
  return { models: places.map(({ model }) => model), warnings: places.flatMap(({ warnings }) => warnings) };
}

/** Clients ask for a model by its name, so two versions of it would be one address. */
function refuseTwice(refs: readonly string[], names: readonly string[]): void {
  const second = names.findIndex((name, index) => names.indexOf(name) < index);
  if (second < 0) return;
  const name = names[second] as string;
  const first = refs[names.indexOf(name)];
  throw new MergelineError('USAGE', `${first} and ${refs[second]} are one model: both would answer as ${name}.`, {
    hint: `Give each a port of its own: mergeline serve ${refs[second]} --port 8081`,
  });
}

/** @returns the name of its model. */
async function requireServable(ref: string, models: Registry['models'], options: ReadOptions): Promise<string> {
  const { manifest } = await models.show(ref, options);
  const { model, version, signature, conversion } = manifest;
  if (signature !== undefined) return model;
  const reason = conversion.outcome === 'unsupported' ? ` ${conversion.reason}` : '';
  throw new MergelineError('MODEL_UNSUPPORTED', `${model}@${version} cannot be served.${reason}`);
}
