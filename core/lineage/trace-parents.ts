import type { Manifest } from '../domain/manifest.ts';
import { parseModelRef } from '../domain/model-ref.ts';
import type { ModelName } from '../domain/names.ts';
import type { Version } from '../domain/version.ts';
import { type Fault, MergelineError } from '../errors.ts';
import type { Snapshot } from '../ports/repository.ts';
import { orFault } from '../reading/or-fault.ts';
import { findStatus, findVersion } from '../reading/read-registry.ts';
import type { Ancestor, VersionLineage } from './lineage.ts';

/** So many generations are followed. */
const deepest = 100;

interface VersionName {
  readonly model: ModelName;
  readonly version: Version;
}

interface FoundAncestor {
  readonly ancestor: Ancestor;
  readonly manifest?: Manifest | undefined;
}

/** From parent to parent, also of other models, until one names none. What people wrote by hand may go in a circle. */
export async function traceParents(
  manifest: Manifest,
  snapshot: Snapshot,
  faults: Fault[],
): Promise<Pick<VersionLineage, 'parents' | 'parentsEnd'>> {
  const met = new Set([formatName(manifest)]);
  const parents: Ancestor[] = [];
  for (let current = manifest; current.lineage.parent !== undefined; ) {
    if (parents.length === deepest) return { parents, parentsEnd: 'depth' };
    const { parent } = current.lineage;
    const found = await findAncestor(parent, parentNamed(parent, current.model), snapshot, faults);
    parents.push(found.ancestor);
    if (found.manifest === undefined)
      return { parents, parentsEnd: found.ancestor.state === 'unreadable' ? 'unreadable' : 'unknown' };
    if (met.has(formatName(found.manifest))) return { parents, parentsEnd: 'cycle' };
    met.add(formatName(found.manifest));
    current = found.manifest;
  }
  return { parents, parentsEnd: 'root' };
}

/** A version of this registry, `encoder@1.0.0`, or any model of the world. */
export async function traceBaseModel(
  { lineage: { baseModel } }: Manifest,
  snapshot: Snapshot,
  faults: Fault[],
): Promise<Ancestor | null> {
  if (baseModel === undefined) return null;
  return (await findAncestor(baseModel, versionNamed(baseModel), snapshot, faults)).ancestor;
}

async function findAncestor(
  named: string,
  name: VersionName | undefined,
  snapshot: Snapshot,
  faults: Fault[],
): Promise<FoundAncestor> {
  const nothing = {
    named,
    model: name?.model ?? null,
    version: name?.version ?? null,
    created: null,
    registeredBy: null,
  };
  if (name === undefined) return { ancestor: { ...nothing, state: 'unknown' } };
  const before = faults.length;
  const registered = await orFault(faults, () => findVersion(snapshot, name.model, name.version));
  const isReadable = faults.length === before;
  const status = await orFault(faults, () => findStatus(snapshot, name.model, name.version));
  if (registered === undefined)
    return { ancestor: { ...nothing, state: isReadable ? (status?.state ?? 'unknown') : 'unreadable' } };
  const { manifest } = registered;
  const { created, registeredBy } = manifest;
  return { ancestor: { named, ...name, state: status?.state ?? 'active', created, registeredBy }, manifest };
}

/** `1.0.0` is of the same model. */
function parentNamed(text: string, model: ModelName): VersionName | undefined {
  return versionNamed(text.includes('@') ? text : `${model}@${text}`);
}

/** Undefined for what names no version that this registry could have. */
function versionNamed(text: string): VersionName | undefined {
  try {
    const { model, selector } = parseModelRef(text);
    return selector.by === 'version' ? { model, version: selector.version } : undefined;
  } catch (error) {
    if (error instanceof MergelineError) return undefined;
    throw error;
  }
}

function formatName({ model, version }: VersionName): string {
  return `${model}@${version}`;
}
