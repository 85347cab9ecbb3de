import { manifestPath, policyPath } from '../../registry-schema/layout.ts';
import { digestOf } from '../domain/digest.ts';
import type { Policy } from '../domain/policy.ts';
import type { Pointer } from '../domain/records.ts';
import type { Fault } from '../errors.ts';
import type { Snapshot } from '../ports/repository.ts';
import { findStatus } from '../reading/read-registry.ts';

/** A pointer names a stage of the policy and a registered version in use, by the digest of its manifest. */
export async function findPointerFaults(
  file: string,
  { model, stage, version, manifestDigest }: Pointer,
  policy: Policy | undefined,
  snapshot: Snapshot,
): Promise<readonly Fault[]> {
  if (policy?.stages.every(({ name }) => name !== stage))
    return [{ file, path: 'stage', message: `${policyPath} has no stage ${stage}.` }];
  if (version === null) return [];
  const manifest = await snapshot.read(manifestPath(model, version));
  if (manifest === undefined) return [{ file, path: 'version', message: `${model} has no version ${version}.` }];
  if (digestOf(manifest.bytes) !== manifestDigest) {
    return [
      {
        file,
        path: 'manifestDigest',
        message: `The manifest of ${model}@${version} has the digest ${digestOf(manifest.bytes)}.`,
      },
    ];
  }
  const status = await findStatus(snapshot, model, version).catch(() => undefined);
  const outOfUse = status?.state === 'yanked' || status?.state === 'erased';
  return outOfUse
    ? [{ file, path: 'version', message: `${model}@${version} is ${status.state}: ${status.reason}` }]
    : [];
}
