import type { PullAnswer } from './answers.ts';
import { findArtifact } from './artifacts/verify-version.ts';
import type { RegistryContext } from './context.ts';
import type { Artifact } from './domain/manifest.ts';
import { refuseErased } from './erasure/refuse-erased.ts';
import { MergelineError } from './errors.ts';
import { readPolicy } from './reading/read-registry.ts';
import { resolveRef } from './reading/resolve-ref.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import { warningsOfUse } from './reading/warnings-of-use.ts';

/**
 * The files of a version, to be opened one by one; every byte is verified while it is read.
 * @throws MergelineError `ERASED` when the bytes were erased, `NOT_FOUND` when no store has them.
 */
export async function pullVersion(
  ref: string,
  { at, role = 'source' }: { readonly at?: string; readonly role?: Artifact['roles'][number] },
  context: RegistryContext,
): Promise<PullAnswer> {
  const snapshot = await snapshotAt(context, at);
  const { manifest, digest } = await resolveRef(snapshot, ref);
  const { model, version } = manifest;
  await refuseErased(manifest, snapshot, context);
  const policy = await readPolicy(snapshot);
  const artifacts = manifest.artifacts.filter(({ roles }) => roles.includes(role));
  if (artifacts.length === 0) throw new MergelineError('NOT_FOUND', `${model}@${version} has no ${role} files.`);
  const files = await Promise.all(
    artifacts.map(async (artifact) => {
      const store = await findArtifact(artifact, manifest, policy, context);
      return {
        path: role === 'source' ? artifact.path.replace(/^source\//, '') : artifact.path,
        digest: artifact.digest,
        size: artifact.size,
        open: () => store.read(artifact),
      };
    }),
  );
  const warnings = await warningsOfUse(ref, manifest, snapshot, context);
  return { model, version, manifestDigest: digest, files, registryCommit: snapshot.commit.oid, warnings };
}
