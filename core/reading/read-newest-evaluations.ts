import { decode } from '../../registry-schema/codec.ts';
import { parsePath } from '../../registry-schema/layout.ts';
import type { Digest } from '../domain/digest.ts';
import { millisecondsOf } from '../domain/duration.ts';
import type { ModelName } from '../domain/names.ts';
import type { Evaluation, Oid } from '../domain/records.ts';
import type { Version } from '../domain/version.ts';
import type { Fault } from '../errors.ts';
import type { Snapshot } from '../ports/repository.ts';
import { orFault } from './or-fault.ts';

/**
 * The newest evaluation of each version of a model, all of them read in one go.
 * @param manifests digests of the manifests: an evaluation of another one is none of the version.
 */
export async function readNewestEvaluations(
  snapshot: Snapshot,
  model: ModelName,
  manifests: ReadonlyMap<Version, Digest>,
  faults: Fault[],
): Promise<ReadonlyMap<Version, Evaluation>> {
  const files: { readonly path: string; readonly oid: Oid }[] = [];
  for await (const { path, oid, kind } of snapshot.walk(`models/${model}/evaluations`))
    if (kind === 'file' && parsePath(path)?.kind === 'Evaluation') files.push({ path, oid });
  const newest = new Map<Version, Evaluation>();
  let index = 0;
  for await (const { bytes } of snapshot.readMany(files.map(({ oid }) => oid))) {
    const file = files[index++]?.path ?? '';
    const evaluation = await orFault(faults, async () => decode('Evaluation', bytes, { file }));
    if (evaluation === undefined || evaluation.manifestDigest !== manifests.get(evaluation.version)) continue;
    const known = newest.get(evaluation.version);
    if (known === undefined || millisecondsOf(known.at) <= millisecondsOf(evaluation.at))
      newest.set(evaluation.version, evaluation);
  }
  return newest;
}
