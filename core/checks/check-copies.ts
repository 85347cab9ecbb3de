import { decode } from '../../registry-schema/codec.ts';
import { manifestPath } from '../../registry-schema/layout.ts';
import { placementOf } from '../artifacts/placement.ts';
import type { RegistryContext } from '../context.ts';
import { hexOf } from '../domain/digest.ts';
import type { Artifact, Manifest } from '../domain/manifest.ts';
import type { Policy, StorePolicy } from '../domain/policy.ts';
import { erasedVersions } from '../erasure/erased-versions.ts';
import { MergelineError } from '../errors.ts';
import type { ArtifactStore, SharedCopies } from '../ports/artifact-store.ts';
import type { Snapshot } from '../ports/repository.ts';
import { orFault } from '../reading/or-fault.ts';
import { listManifests, listModels } from '../reading/read-registry.ts';
import { type Check, checksOf, count } from './check.ts';

const { ok, warning, problem } = checksOf('repository');

/** More lines than that tell nobody more. */
const mostLines = 20;

type CopiesContext = Pick<RegistryContext, 'openStore'>;

/** Whether everybody who reads the registry gets the files of its versions, where they go to a remote of it. */
export async function checkCopies(
  snapshot: Snapshot,
  policy: Policy,
  context: CopiesContext,
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const store of policy.stores.filter(({ type }) => type === 'lfs')) {
    const versions = await versionsIn(store, snapshot, policy);
    const opened = versions[0] && context.openStore(store, versions[0].model);
    if (opened?.copies?.share !== undefined) checks.push(...(await checkStore(store, opened, opened.copies, versions)));
  }
  return checks;
}

async function checkStore(
  { name }: StorePolicy,
  store: ArtifactStore,
  copies: SharedCopies,
  versions: readonly Manifest[],
): Promise<readonly Check[]> {
  try {
    const checks = (await Promise.all(versions.map((version) => checkVersion(version, store, copies)))).flat();
    if (checks.length === 0)
      return [ok(name, `${count(versions.length, 'version')}, all of them at ${copies.name} too`)];
    if (checks.length <= mostLines) return checks;
    const more = warning(name, `and ${checks.length - mostLines} more`, 'Mend these first.');
    return [...checks.slice(0, mostLines), more];
  } catch (error) {
    if (!(error instanceof MergelineError)) throw error;
    return [warning(name, `nobody can say which files others reach: ${error.message}`, error.hint ?? '')];
  }
}

async function checkVersion(
  { model, version, artifacts }: Manifest,
  store: ArtifactStore,
  copies: SharedCopies,
): Promise<readonly Check[]> {
  const away = await without(artifacts, copies);
  const lost = await without(away, store);
  const here = away.filter((artifact) => !lost.includes(artifact));
  const what = `${model}@${version}`;
  const checks: Check[] = [];
  if (here.length > 0)
    checks.push(
      warning(
        what,
        `${count(here.length, 'file')} of ${artifacts.length} only on this machine, not at ${copies.name}`,
        `Bring them there with: git lfs push --object-id ${copies.name} ${here.map(({ digest }) => hexOf(digest)).join(' ')}`,
      ),
    );
  if (lost.length > 0)
    checks.push(
      problem(
        what,
        `${count(lost.length, 'file')} of ${artifacts.length} neither here nor at ${copies.name}: ${lost[0]?.path}`,
        'Whoever has the model registers it again, or finds the files in another clone.',
      ),
    );
  return checks;
}

async function without(
  artifacts: readonly Artifact[],
  place: Pick<ArtifactStore, 'has'>,
): Promise<readonly Artifact[]> {
  const found = await Promise.all(artifacts.map((artifact) => place.has(artifact)));
  return artifacts.filter((_, index) => !found[index]);
}

/** What is erased is to be nowhere, and what cannot be read is told of elsewhere. */
async function versionsIn({ name }: StorePolicy, snapshot: Snapshot, policy: Policy): Promise<readonly Manifest[]> {
  const erased = new Set((await erasedVersions(snapshot)).map(({ model, version }) => `${model}@${version}`));
  const versions: Manifest[] = [];
  for (const model of await listModels(snapshot)) {
    if (placementOf(policy, model)[0].name !== name) continue;
    const files = (await listManifests(snapshot, model)).filter(({ version }) => !erased.has(`${model}@${version}`));
    let index = 0;
    for await (const { bytes } of snapshot.readMany(files.map(({ oid }) => oid))) {
      const file = manifestPath(model, files[index]?.version as Manifest['version']);
      index += 1;
      const manifest = await orFault([], async () => decode('ModelVersion', bytes, { file }));
      if (manifest !== undefined) versions.push(manifest);
    }
  }
  return versions;
}
