import { manifestPath, pointerPath } from '../../registry-schema/layout.ts';
import { judgedFolder } from '../../registry-schema/record-layout.ts';
import type { RegistryContext } from '../context.ts';
import type { Manifest } from '../domain/manifest.ts';
import type { Pointer } from '../domain/records.ts';
import type { RepositoryReader, Snapshot } from '../ports/repository.ts';
import { recordsSnapshot } from '../reading/read-records.ts';

/** A manifest is made once: whatever its content says now, one that was written again vouches for nothing. */
export async function rewritingFaultsOf(
  base: Snapshot,
  { model, version }: Manifest,
  repository: RepositoryReader,
): Promise<readonly string[]> {
  for await (const { commit, changes } of repository.history(base.commit.oid, {
    below: [manifestPath(model, version)],
  })) {
    // A change of the mode alone leaves the file what it was.
    if (changes.every(({ before, after }) => before === after)) continue;
    if (changes.every(({ before }) => before === undefined)) return [];
    return [
      `The manifest of ${model}@${version} was changed after it was registered, by commit ${commit.oid.slice(0, 10)}.`,
    ];
  }
  return [];
}

/** Without its pointer, a stage would take a version as its first one, compared with nothing. */
export async function deletionFaultsOf(
  base: Snapshot,
  { model, stage }: Pointer,
  context: RegistryContext,
): Promise<readonly string[]> {
  const file = pointerPath(model, stage);
  if ((await base.find(file)) !== undefined) return [];
  // A stage that was never judged has no past, and the walk through all of history is spared.
  const records = await recordsSnapshot(context);
  if ((await records.list(judgedFolder(model, stage))).length === 0) return [];
  for await (const { commit } of context.repository.history(base.commit.oid, { below: [file] })) {
    const at = commit.oid.slice(0, 10);
    return [
      `The pointer of ${model}@${stage} was deleted by commit ${at}. Bring it back with: git checkout ${at}~1 -- ${file}`,
    ];
  }
  return [];
}
