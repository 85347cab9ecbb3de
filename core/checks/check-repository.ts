import { policyPath } from '../../registry-schema/layout.ts';
import type { RegistryContext } from '../context.ts';
import type { ModelName } from '../domain/names.ts';
import type { Policy, StorePolicy } from '../domain/policy.ts';
import type { Fault } from '../errors.ts';
import type { Snapshot } from '../ports/repository.ts';
import type { Surroundings } from '../ports/surroundings.ts';
import { listModels } from '../reading/read-registry.ts';
import { validateRegistry } from '../validate-registry.ts';
import { type Check, checksOf, count } from './check.ts';

const { ok, warning, problem } = checksOf('repository');

/** Above this many entries, a folder makes every commit and every listing slow. */
const crowdedFolder = 3_000;

export async function checkFiles(context: RegistryContext): Promise<readonly Check[]> {
  const { files, records, faults, edited } = await validateRegistry({}, context);
  const isOfRecord = ({ file }: Fault) => file?.startsWith(`${context.recordsBranch}:`) === true;
  return [
    checkFaults('files', count(files, 'file'), faults.filter((fault) => !isOfRecord(fault)).length),
    checkFaults('records', count(records, 'record'), faults.filter(isOfRecord).length),
    ...(edited.includes(policyPath) ? [checkEditedPolicy] : []),
  ];
}

const checkEditedPolicy = warning(
  policyPath,
  'is edited here and not committed; the committed one counts',
  `Commit it with: git commit -m "<why>" -- ${policyPath}`,
);

function checkFaults(what: 'files' | 'records', looked: string, faults: number): Check {
  if (faults === 0) return ok(what, `${looked}, each as its schema says`);
  return problem(what, `${count(faults, 'fault')} in the ${what}`, 'See them with: mergeline validate');
}

/** What stands between a write and its commit. */
export function checkGit({ writes, unfinished }: Surroundings, branch: string): readonly Check[] {
  return [
    checkWrites(writes, branch),
    ...unfinished.map(({ folder, step }) =>
      problem(
        'work tree',
        `${folder} is in the middle of a ${step}, so nothing can be written`,
        `End it with: git ${step} --continue, or drop it with: git ${step} --abort`,
      ),
    ),
  ];
}

function checkWrites(writes: Surroundings['writes'], branch: string): Check {
  switch (writes.kind) {
    case 'local':
      return ok('writes', `go to ${branch} of this repository`);
    case 'remote': {
      const read = writes.fetchedAt === undefined ? 'never read yet' : `last read ${writes.fetchedAt}`;
      return ok('writes', `go to ${branch} of the remote ${writes.remote}, ${read}`);
    }
    case 'undecided':
      return warning(
        'writes',
        `stop: this clone does not say whether they go to its remote ${writes.remote}`,
        `To the remote: git config mergeline.remote ${writes.remote}. Into this clone: git config mergeline.remote none`,
      );
  }
}

/** Git LFS keeps the objects of all models in one place. */
const anyModel = 'any' as ModelName;

export function checkStores(
  { stores }: Policy,
  { hasRemote, openStore }: Pick<RegistryContext, 'hasRemote' | 'openStore'>,
): Check {
  const names = stores.map(({ name, type }) => `${name} (${type})`).join(', ');
  const isLocal = (store: StorePolicy) =>
    store.type === 'oci-layout' || (store.type === 'lfs' && openStore(store, anyModel).copies?.share === undefined);
  if (!hasRemote || !stores.every(isLocal)) return ok('stores', `files of models lie in ${names}`);
  return warning(
    'stores',
    `the registry has a remote, but the files of models lie only on this machine, in ${names}`,
    'Whoever clones it gets no bytes. Under stores in registry.yaml, name one that the others reach.',
  );
}

export async function checkFolders(snapshot: Snapshot): Promise<readonly Check[]> {
  const crowded: Check[] = [];
  const folders = ['models', ...(await listModels(snapshot)).map((model) => `models/${model}/versions`)];
  for (const folder of folders) {
    const { length } = await snapshot.list(folder);
    if (length <= crowdedFolder) continue;
    const hint =
      folder === 'models'
        ? 'Give models a first segment, such as risk/fraud-detector.'
        : 'Start a new model for a new line of versions.';
    crowded.push(warning(folder, `has ${length} entries; Git slows down from ${crowdedFolder}`, hint));
  }
  return crowded;
}
