import type { RegistryContext } from '../context.ts';
import { hexOf } from '../domain/digest.ts';
import type { DatasetPolicy, Policy, StorePolicy } from '../domain/policy.ts';
import type { OpenBytes } from '../ports/artifact-store.ts';
import type { DatasetSource } from '../ports/dataset.ts';
import type { Snapshot } from '../ports/repository.ts';

/** Where the bytes of a pinned data set are, for whoever was given no file. */
export type LocatedDataset =
  | { readonly kind: 'here'; readonly source: DatasetSource }
  /** The policy says where they are, and there they are not. The reason is a sentence. */
  | { readonly kind: 'away'; readonly reason: string; readonly hint: string }
  /** The policy gives neither `path` nor `store`. */
  | { readonly kind: 'unsaid' };

/**
 * Looks where `registry.yaml` says that the bytes of a data set are: the file at `path`, as the commit of the snapshot
 * has it, or the Git LFS object that it stands for; else the blob in `store`. Whether they are the pinned ones shows when
 * they are read.
 * @throws MergelineError `USAGE` for a store that this version cannot use.
 */
export async function locateDataset(
  dataset: DatasetPolicy,
  { base, policy }: { readonly base: Snapshot; readonly policy: Policy },
  { datasetBytes }: Pick<RegistryContext, 'datasetBytes'>,
): Promise<LocatedDataset> {
  const { name, path, digest } = dataset;
  const store = policy.stores.find((it) => it.name === dataset.store);
  const inGit = path === undefined ? undefined : await locateInGit(path, dataset, base, datasetBytes);
  if (inGit?.kind === 'here' || store === undefined) return inGit ?? { kind: 'unsaid' };
  const open = await datasetBytes.inStore(store, digest);
  if (open !== undefined) return here(`${name} in the store ${store.name}`, open);
  return {
    kind: 'away',
    reason: `The store ${store.name} has no bytes of ${name}, which registry.yaml pins as ${digest}.`,
    hint: howToStore(store, dataset),
  };
}

async function locateInGit(
  path: string,
  { name }: DatasetPolicy,
  base: Snapshot,
  datasetBytes: RegistryContext['datasetBytes'],
): Promise<LocatedDataset> {
  const file = await base.read(path);
  if (file === undefined) {
    return {
      kind: 'away',
      reason: `The bytes of ${name} are not in the registry at ${path}.`,
      hint: 'Commit the file, or give it with --data <file>.',
    };
  }
  const behind = await datasetBytes.behindPointer(file.bytes);
  if (behind === undefined) {
    return here(path, async function* () {
      yield file.bytes;
    });
  }
  if (behind.open !== undefined) return here(path, behind.open);
  return {
    kind: 'away',
    reason: `${path} is a Git LFS pointer, and its object ${behind.digest} is neither here nor at a remote.`,
    hint: `Whoever has it brings it there with: git lfs push --object-id origin ${hexOf(behind.digest)}\nOr give the file with --data <file>.`,
  };
}

function here(name: string, open: OpenBytes): LocatedDataset {
  return { kind: 'here', source: { name, open } };
}

function howToStore({ type }: StorePolicy, { name }: DatasetPolicy): string {
  const put =
    type === 'lfs'
      ? 'Put it there with: git lfs clean < <file> > /dev/null'
      : `Put it there with: oras push --oci-layout <folder of the store>:${name} <file>`;
  return `${put}\nOr give the file with --data <file>.`;
}
