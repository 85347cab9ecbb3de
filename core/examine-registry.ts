import type { DoctorAnswer } from './answers.ts';
import type { RegistryContext } from './context.ts';
import type { Policy } from './domain/policy.ts';
import type { Pointer } from './domain/records.ts';
import { orFault } from './or-fault.ts';
import type { Snapshot } from './ports/repository.ts';
import { findReceipt, recordsSnapshot } from './read-records.ts';
import { findVersion, listModels, listPointers, readPolicy } from './read-registry.ts';
import { snapshotAt } from './snapshot-at.ts';
import { validateRegistry } from './validate-registry.ts';
import { integrityFaultsOf } from './verify-version.ts';

type Check = DoctorAnswer['checks'][number];

/** Above this many entries, a folder makes every commit and every listing slow. */
const crowdedFolder = 3_000;

/** Looks for what works today and will hurt: faults, missing bytes, unpublished stages, gates that are switched off. */
export async function examineRegistry(
  context: RegistryContext & { readonly hasRemote: boolean },
): Promise<DoctorAnswer> {
  const snapshot = await snapshotAt(context);
  const policy = await readPolicy(snapshot);
  const pointers = await allPointers(snapshot);
  return {
    checks: [
      await checkFiles(context),
      checkEvidence(policy),
      checkStores(policy, context.hasRemote),
      ...(await checkStages(pointers, snapshot, policy, context)),
      ...(await checkFolders(snapshot)),
    ],
  };
}

async function checkFiles(context: RegistryContext): Promise<Check> {
  const { files, faults } = await validateRegistry({}, context);
  if (faults.length === 0) return { check: 'files', state: 'ok', message: `${files} files are as their schemas say.` };
  return {
    check: 'files',
    state: 'problem',
    message: `${faults.length} faults in the files.`,
    hint: 'See them with: mergeline validate',
  };
}

function checkEvidence({ datasets, stages }: Policy): Check {
  const compared = stages.some(({ gates }) => gates.some(({ gate }) => gate === 'no-regression'));
  if (compared)
    return {
      check: 'evidence',
      state: 'ok',
      message: 'A stage compares candidates with the incumbent on a pinned data set.',
    };
  return {
    check: 'evidence',
    state: 'warning',
    message:
      datasets.length === 0
        ? 'No data set is pinned, so no gate compares a candidate with the incumbent.'
        : 'No stage has a no-regression gate, so a worse model can be promoted.',
    hint: 'Pin a data set and enable no-regression: both stand as comments in the registry.yaml that init writes.',
  };
}

function checkStores({ stores }: Policy, hasRemote: boolean): Check {
  const names = stores.map(({ name, type }) => `${name} (${type})`).join(', ');
  const local = stores.every(({ type }) => type === 'oci-layout' || type === 'lfs');
  if (!hasRemote || !local) return { check: 'stores', state: 'ok', message: `Artifacts lie in ${names}.` };
  return {
    check: 'stores',
    state: 'warning',
    message: `The registry has a remote, but artifacts lie only in ${names} on this machine.`,
    hint: 'Whoever clones the registry gets no bytes. Name a store that others reach under stores in registry.yaml.',
  };
}

async function checkStages(
  pointers: readonly Pointer[],
  snapshot: Snapshot,
  policy: Policy,
  context: RegistryContext,
): Promise<readonly Check[]> {
  const records = await recordsSnapshot(context);
  const checks: Check[] = [];
  for (const { model, stage, version, generation } of pointers) {
    const check = `${model}@${stage}`;
    if ((await findReceipt(records, model, stage, generation)) === undefined) {
      checks.push({
        check,
        state: 'warning',
        message: `Generation ${generation} is not published.`,
        hint: `Run: mergeline publish ${model}@${stage}`,
      });
    }
    if (version === null) continue;
    const registered = await orFault([], () => findVersion(snapshot, model, version));
    const faults =
      registered === undefined
        ? [`${version} holds the stage, but its manifest cannot be read.`]
        : await integrityFaultsOf(registered.manifest, policy, 'presence', context);
    checks.push(...faults.map((message) => ({ check, state: 'problem' as const, message })));
  }
  if (checks.length > 0) return checks;
  return [
    { check: 'stages', state: 'ok', message: `${pointers.length} stages are held, published, and have their bytes.` },
  ];
}

async function checkFolders(snapshot: Snapshot): Promise<readonly Check[]> {
  const crowded: Check[] = [];
  const folders = ['models', ...(await listModels(snapshot)).map((model) => `models/${model}/versions`)];
  for (const folder of folders) {
    const { length } = await snapshot.list(folder);
    if (length <= crowdedFolder) continue;
    crowded.push({
      check: folder,
      state: 'warning',
      message: `The folder has ${length} entries; Git slows down from ${crowdedFolder}.`,
      hint:
        folder === 'models'
          ? 'Give models a first segment, such as risk/fraud-detector.'
          : 'Start a new model for a new line of versions.',
    });
  }
  return crowded;
}

async function allPointers(snapshot: Snapshot): Promise<readonly Pointer[]> {
  const pointers: Pointer[] = [];
  // What cannot be read is among the faults of the files.
  for (const model of await listModels(snapshot)) pointers.push(...(await listPointers(snapshot, model, [])));
  return pointers;
}
