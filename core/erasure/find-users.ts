import { decode } from '../../registry-schema/codec.ts';
import { type Place, parsePath } from '../../registry-schema/layout.ts';
import { imagesOf } from '../artifacts/verify-version.ts';
import type { RegistryContext } from '../context.ts';
import type { Digest } from '../domain/digest.ts';
import type { Oid } from '../domain/records.ts';
import { type Fault, MergelineError } from '../errors.ts';
import type { Snapshot } from '../ports/repository.ts';
import { changesOf } from '../reading/read-proposal.ts';
import { snapshotAt } from '../reading/snapshot-at.ts';
import { erasedVersions } from './erased-versions.ts';

/** Who has a digest, in the order found: `iris@1.0.1`, `proposal 7`. */
export type Users = ReadonlyMap<Digest, readonly string[]>;

type UsersContext = Pick<RegistryContext, 'repository' | 'branch' | 'clock' | 'forge' | 'otherRegistries'>;

/**
 * Everyone who needs one of the digests: versions that are not erased, also those that an open proposal brings, and those
 * of other registries in the repository. Manifests
 * are searched as text, so that one that cannot be read keeps what it names.
 * @throws MergelineError `FILE_INVALID` when an open proposal cannot be read: it may need anything.
 */
export async function findUsers(sought: ReadonlySet<Digest>, context: UsersContext): Promise<Users> {
  const users = new Map<Digest, string[]>();
  const note = (bytes: Uint8Array, path: string, who: string) => {
    for (const digest of digestsIn(bytes, path, sought)) users.set(digest, [...(users.get(digest) ?? []), who]);
  };
  const snapshot = await snapshotAt(context);
  for await (const { bytes, path, ref } of livingManifests(snapshot)) note(bytes, path, ref);
  for (const other of (await context.otherRegistries?.(snapshot.commit.oid)) ?? []) {
    const folder = other.folder || 'the registry at the top';
    for await (const { bytes, path, ref } of livingManifests(other.snapshot)) note(bytes, path, `${folder}: ${ref}`);
  }
  for await (const { bytes, path, id } of proposedManifests(context)) note(bytes, path, `proposal ${id}`);
  return users;
}

async function* livingManifests(
  snapshot: Snapshot,
): AsyncGenerator<{ readonly bytes: Uint8Array; readonly path: string; readonly ref: string }> {
  const erased = new Set((await erasedVersions(snapshot)).map(({ model, version }) => `${model}@${version}`));
  const living: { readonly path: string; readonly oid: Oid; readonly ref: string }[] = [];
  for await (const { path, oid } of snapshot.walk('models')) {
    const place = parsePath(path);
    const ref = place?.kind === 'ModelVersion' ? refOf(place) : undefined;
    if (ref !== undefined && !erased.has(ref)) living.push({ path, oid, ref });
  }
  let index = 0;
  for await (const { bytes } of snapshot.readMany(living.map(({ oid }) => oid))) {
    const { path = '', ref = '' } = living[index] ?? {};
    index += 1;
    yield { bytes, path, ref };
  }
}

/** Those that open proposals add. */
async function* proposedManifests({
  forge,
  repository,
}: UsersContext): AsyncGenerator<{ readonly bytes: Uint8Array; readonly path: string; readonly id: string }> {
  const faults: Fault[] = [];
  const proposals = await forge.list(faults);
  if (faults.length > 0) {
    throw new MergelineError('FILE_INVALID', 'A proposal cannot be read, so it is not known which bytes it needs.', {
      details: faults,
      hint: 'See what is wrong with: mergeline validate',
    });
  }
  for (const { id, head, base } of proposals.filter(({ state }) => state === 'open')) {
    const snapshot = await repository.snapshot(head);
    for (const { path, after } of await changesOf({ head, base }, repository)) {
      if (after === undefined || parsePath(path)?.kind !== 'ModelVersion') continue;
      const file = await snapshot.read(path);
      if (file !== undefined) yield { bytes: file.bytes, path, id };
    }
  }
}

const digestPattern = /sha256:[0-9a-f]{64}/g;

/** Those of the sought digests that a manifest names, or that its images do. */
function digestsIn(bytes: Uint8Array, path: string, sought: ReadonlySet<Digest>): ReadonlySet<Digest> {
  const named = new Set(Buffer.from(bytes).toString().match(digestPattern) as Digest[] | null);
  const found = named.intersection(sought);
  return found.size === 0 ? found : found.union(configsOf(bytes, path).intersection(sought));
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

function refOf({ model, version }: Extract<Place, { readonly kind: 'ModelVersion' }>): string {
  return `${model}@${version}`;
}
