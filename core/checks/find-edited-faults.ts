import { decode } from '../../registry-schema/codec.ts';
import { modelPath, parsePath, policyPath } from '../../registry-schema/layout.ts';
import type { RegistryContext } from '../context.ts';
import type { Fault } from '../errors.ts';
import type { Snapshot } from '../ports/repository.ts';
import { orFault } from '../reading/or-fault.ts';
import { listModels } from '../reading/read-registry.ts';
import { findPolicyFaults } from './find-policy-faults.ts';

export interface EditedFiles {
  /** Those whose bytes differ from the committed ones. */
  readonly paths: readonly string[];
  readonly faults: readonly Fault[];
}

/**
 * Looks at what people edit, registry.yaml, every model.yaml and the files that were named, before it is committed: whoever
 * asks whether an edit is right means the edit.
 */
export async function findEditedFaults(
  named: readonly string[],
  snapshot: Snapshot,
  context: Pick<RegistryContext, 'workTree' | 'loadExpressions'>,
): Promise<EditedFiles> {
  const { workTree } = context;
  if (workTree === undefined) return { paths: [], faults: [] };
  const models = await listModels(snapshot);
  const paths: string[] = [];
  const faults: Fault[] = [];
  for (const path of new Set([policyPath, ...models.map(modelPath), ...named])) {
    const place = parsePath(path);
    const bytes = place && (await workTree.read(path));
    if (place === undefined || bytes === undefined) continue;
    const committed = await snapshot.read(path);
    if (committed !== undefined && Buffer.compare(committed.bytes, bytes) === 0) continue;
    paths.push(path);
    if (place.kind === 'Registry') faults.push(...(await findPolicyFaults(bytes, context)));
    else await orFault(faults, async () => decode(place.kind, bytes, { file: path }));
  }
  return { paths, faults };
}
