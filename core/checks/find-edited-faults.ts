import { decode } from '../../registry-schema/codec.ts';
import { type Place, parsePath, policyPath } from '../../registry-schema/layout.ts';
import type { RegistryContext } from '../context.ts';
import type { Policy } from '../domain/policy.ts';
import type { Oid, Pointer } from '../domain/records.ts';
import type { Fault } from '../errors.ts';
import type { Snapshot } from '../ports/repository.ts';
import { orFault } from '../reading/or-fault.ts';
import { readPolicy } from '../reading/read-registry.ts';
import { findPointerFaults } from './find-pointer-faults.ts';
import { findPolicyFaults } from './find-policy-faults.ts';

export interface EditedFiles {
  /** Those whose bytes differ from the committed ones. */
  readonly paths: readonly string[];
  readonly faults: readonly Fault[];
}

interface Edited {
  readonly path: string;
  readonly place: Place;
  /** Undefined where it was deleted. */
  readonly bytes: Uint8Array | undefined;
  readonly isCommitted: boolean;
}

/**
 * Looks at the registry's files as people edit them, before they are committed: whoever asks whether an edit is right means
 * the edit.
 * @param below files and folders; everything when there are none.
 */
export async function findEditedFaults(
  below: readonly string[],
  snapshot: Snapshot,
  context: Pick<RegistryContext, 'workTree' | 'loadExpressions'>,
): Promise<EditedFiles> {
  const { workTree } = context;
  if (workTree === undefined) return { paths: [], faults: [] };
  const candidates = [policyPath, ...(await workTree.differing('models', await filesBelow('models', snapshot)))];
  const policy = await orFault([], () => readPolicy(snapshot));
  const paths: string[] = [];
  const faults: Fault[] = [];
  for (const path of candidates.filter((each) => isBelow(each, below))) {
    const place = parsePath(path);
    const committed = await snapshot.read(path);
    const bytes = await workTree.read(path);
    if (place === undefined || isSame(committed?.bytes, bytes)) continue;
    paths.push(path);
    faults.push(
      ...(await faultsOf({ path, place, bytes, isCommitted: committed !== undefined }, policy, snapshot, context)),
    );
  }
  return { paths, faults };
}

async function filesBelow(folder: string, snapshot: Snapshot): Promise<ReadonlyMap<string, Oid>> {
  const files = new Map<string, Oid>();
  for await (const { path, oid, kind } of snapshot.walk(folder)) if (kind === 'file') files.set(path, oid);
  return files;
}

/** Whether a path is one of these, or in a folder of them; every path is below nothing. */
export function isBelow(path: string, below: readonly string[]): boolean {
  return below.length === 0 || below.some((each) => path === each || path.startsWith(`${each.replace(/\/+$/, '')}/`));
}

function isSame(committed: Uint8Array | undefined, edited: Uint8Array | undefined): boolean {
  if (committed === undefined || edited === undefined) return committed === edited;
  return Buffer.compare(committed, edited) === 0;
}

async function faultsOf(
  { path, place, bytes, isCommitted }: Edited,
  policy: Policy | undefined,
  snapshot: Snapshot,
  context: Pick<RegistryContext, 'loadExpressions'>,
): Promise<readonly Fault[]> {
  if (bytes === undefined) return staying.has(place.kind) ? [mayNot('be deleted', path)] : [];
  if (isCommitted && madeOnce.has(place.kind)) return [mayNot('change: it is made once', path)];
  if (place.kind === 'Registry') return await findPolicyFaults(bytes, context);
  const faults: Fault[] = [];
  const value = await orFault(faults, async () => decode(place.kind, bytes, { file: path }));
  if (value === undefined || place.kind !== 'StagePointer') return faults;
  return [...faults, ...(await findPointerFaults(path, value as Pointer, policy, snapshot))];
}

const madeOnce: ReadonlySet<Place['kind']> = new Set(['ModelVersion', 'Evaluation']);
const staying: ReadonlySet<Place['kind']> = new Set([...madeOnce, 'StagePointer', 'VersionStatus']);

function mayNot(what: string, file: string): Fault {
  return { file, message: `It may not ${what}. Bring it back with: git checkout HEAD -- ${file}` };
}
