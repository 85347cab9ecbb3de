import { decode } from '../../registry-schema/codec.ts';
import { parsePath, policyPath } from '../../registry-schema/layout.ts';
import { imagesOf } from '../artifacts/verify-version.ts';
import type { OtherRegistry, RegistryContext } from '../context.ts';
import type { Digest } from '../domain/digest.ts';
import type { Oid, Status } from '../domain/records.ts';
import { type Fault, MergelineError } from '../errors.ts';
import type { Proposal } from '../ports/forge.ts';
import type { Change, RepositoryReader, Snapshot } from '../ports/repository.ts';
import { changesOf } from '../reading/read-proposal.ts';
import { snapshotAt } from '../reading/snapshot-at.ts';
import { erasedVersions } from './erased-versions.ts';

/** Who names a digest, in the order found. */
export interface Users {
  /** `iris@1.0.1`, `proposal 7`: they need the bytes. */
  readonly living: ReadonlyMap<Digest, readonly string[]>;
  /** They need them no more, if their tombstones are right. */
  readonly erased: ReadonlyMap<Digest, readonly Status[]>;
}

type UsersContext = Pick<RegistryContext, 'repository' | 'branch' | 'clock' | 'forge' | 'otherRegistries'>;

/**
 * Everyone who needs one of the digests: versions that are not erased, also those that an open proposal brings, and
 * data sets that a policy pins, in this registry and in the others of the repository. Manifests are searched as text, so that one that cannot be read keeps what it
 * names.
 * @throws MergelineError `FILE_INVALID` when an open proposal cannot be read or is not here: it may need anything.
 */
export async function findUsers(sought: ReadonlySet<Digest>, context: UsersContext): Promise<Users> {
  const living = new Map<Digest, string[]>();
  const erased = new Map<Digest, Status[]>();
  const snapshot = await snapshotAt(context);
  const others = (await context.otherRegistries?.(snapshot.commit.oid)) ?? [];
  addTo(living, await pinnedIn(snapshot, sought), 'registry.yaml');
  for await (const { bytes, path, ref, tombstone } of manifestsOf(snapshot)) {
    const named = digestsIn(bytes, path, sought);
    if (tombstone === undefined) addTo(living, named, ref);
    else addTo(erased, named, tombstone);
  }
  for (const other of others) {
    const folder = other.folder || 'the registry at the top';
    addTo(living, await pinnedIn(other.snapshot, sought), `${folder}: registry.yaml`);
    for await (const { bytes, path, ref, tombstone } of manifestsOf(other.snapshot))
      if (tombstone === undefined) addTo(living, digestsIn(bytes, path, sought), `${folder}: ${ref}`);
    for await (const { bytes, path, id } of proposedManifests(other))
      addTo(living, digestsIn(bytes, path, sought), `${folder}: proposal ${id}`);
  }
  for await (const { bytes, path, id } of proposedManifests(context))
    addTo(living, digestsIn(bytes, path, sought), `proposal ${id}`);
  return { living, erased };
}

/** A store may keep a data set under the digest by which `registry.yaml` pins it. */
async function pinnedIn(snapshot: Snapshot, sought: ReadonlySet<Digest>): Promise<ReadonlySet<Digest>> {
  const file = await snapshot.read(policyPath);
  return file === undefined ? new Set() : digestsNamed(file.bytes).intersection(sought);
}

function addTo<T>(users: Map<Digest, T[]>, digests: ReadonlySet<Digest>, user: T): void {
  for (const digest of digests) users.set(digest, [...(users.get(digest) ?? []), user]);
}

interface NamedManifest {
  readonly path: string;
  readonly ref: string;
  readonly tombstone: Status | undefined;
}

async function* manifestsOf(snapshot: Snapshot): AsyncGenerator<NamedManifest & { readonly bytes: Uint8Array }> {
  const tombstones = new Map((await erasedVersions(snapshot)).map((status) => [refOf(status), status]));
  const manifests: (NamedManifest & { readonly oid: Oid })[] = [];
  for await (const { path, oid } of snapshot.walk('models')) {
    const place = parsePath(path);
    if (place?.kind !== 'ModelVersion') continue;
    const ref = refOf(place);
    manifests.push({ path, oid, ref, tombstone: tombstones.get(ref) });
  }
  const oids = manifests.map(({ oid }) => oid);
  let index = 0;
  for await (const { bytes } of snapshot.readMany(oids)) {
    const manifest = manifests[index];
    index += 1;
    if (manifest !== undefined) yield { ...manifest, bytes };
  }
}

/** Those that open proposals add. @throws MergelineError `FILE_INVALID` when one of the proposals cannot be read or is not here. */
export async function* proposedManifests({
  forge,
  repository,
}: Pick<OtherRegistry, 'forge' | 'repository'>): AsyncGenerator<{
  readonly bytes: Uint8Array;
  readonly path: string;
  readonly id: string;
}> {
  const faults: Fault[] = [];
  const proposals = await forge.list(faults);
  if (faults.length > 0) {
    throw new MergelineError('FILE_INVALID', 'A proposal cannot be read, so it is not known which bytes it needs.', {
      details: faults,
      hint: 'See what is wrong with: mergeline validate',
    });
  }
  for (const proposal of proposals.filter(({ state }) => state === 'open')) {
    const { id } = proposal;
    const { snapshot, changes } = await contentOf(proposal, repository);
    for (const { path, after } of changes) {
      if (after === undefined || parsePath(path)?.kind !== 'ModelVersion') continue;
      const file = await snapshot.read(path);
      if (file !== undefined) yield { bytes: file.bytes, path, id };
    }
  }
}

async function contentOf(
  { id, head, base }: Proposal,
  repository: RepositoryReader,
): Promise<{ readonly snapshot: Snapshot; readonly changes: readonly Change[] }> {
  try {
    return { snapshot: await repository.snapshot(head), changes: await changesOf({ head, base }, repository) };
  } catch (error) {
    if (!(error instanceof MergelineError) || error.code !== 'NOT_FOUND') throw error;
    throw new MergelineError('FILE_INVALID', `The commits of proposal ${id} are not here, so it may need any bytes.`, {
      hint: `Fetch its branch, or close it with: mergeline proposal close ${id}`,
      cause: error,
    });
  }
}

const digestPattern = /sha256:[0-9a-f]{64}/g;

/** Those of the sought digests that a manifest names, or that its images do. */
function digestsIn(bytes: Uint8Array, path: string, sought: ReadonlySet<Digest>): ReadonlySet<Digest> {
  const found = digestsNamed(bytes).intersection(sought);
  return found.size === 0 ? found : found.union(configsOf(bytes, path).intersection(sought));
}

function digestsNamed(bytes: Uint8Array): Set<Digest> {
  return new Set(Buffer.from(bytes).toString().match(digestPattern) as Digest[] | null);
}

/** A manifest names its images but not their configs. */
function configsOf(bytes: Uint8Array, path: string): ReadonlySet<Digest> {
  try {
    const { modelPack, dataImage } = imagesOf(decode('ModelVersion', bytes, { file: path }));
    return new Set([modelPack, dataImage].flatMap((image) => image?.config.descriptor.digest ?? []));
  } catch (error) {
    if (error instanceof MergelineError) return new Set();
    throw error;
  }
}

function refOf({ model, version }: Pick<Status, 'model' | 'version'>): string {
  return `${model}@${version}`;
}
