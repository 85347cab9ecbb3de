import { manifestPath } from '../../registry-schema/layout.ts';
import { digestOf } from '../domain/digest.ts';
import { formatModelRef, parseModelRef } from '../domain/model-ref.ts';
import type { ModelName } from '../domain/names.ts';
import type { Version } from '../domain/version.ts';
import { type Fault, MergelineError } from '../errors.ts';
import type { Snapshot } from '../ports/repository.ts';
import { orFault } from './or-fault.ts';
import {
  findPointer,
  findStatus,
  listVersions,
  type RegisteredVersion,
  readModel,
  readPolicy,
  readVersion,
  stageNamed,
} from './read-registry.ts';

/**
 * The version that `iris@1.2.0`, `iris@production`, `iris@latest` or `iris@sha256:…` names.
 * @throws MergelineError `NAME_INVALID` or `NOT_FOUND`.
 */
export async function resolveRef(snapshot: Snapshot, text: string): Promise<RegisteredVersion> {
  const { model, selector } = parseModelRef(text);
  switch (selector.by) {
    case 'version':
      return await readVersion(snapshot, model, selector.version);
    case 'stage':
      return await holderOf(snapshot, model, selector.stage);
    case 'latest':
      return await readVersion(snapshot, model, await latestVersion(snapshot, model));
    case 'digest':
      for (const version of (await listVersions(snapshot, model)).toReversed()) {
        const file = await snapshot.read(manifestPath(model, version));
        if (file !== undefined && digestOf(file.bytes) === selector.digest)
          return await readVersion(snapshot, model, version);
      }
      await readModel(snapshot, model);
      throw new MergelineError('NOT_FOUND', `No version of ${model} has the manifest digest ${selector.digest}.`, {
        hint: `See the versions with: mergeline list ${model}`,
      });
  }
}

async function holderOf(snapshot: Snapshot, model: ModelName, text: string): Promise<RegisteredVersion> {
  await readModel(snapshot, model);
  const stage = stageNamed(await readPolicy(snapshot), text);
  const pointer = await findPointer(snapshot, model, stage.name);
  if (pointer?.version) return await readVersion(snapshot, model, pointer.version);
  throw new MergelineError('NOT_FOUND', `No version of ${model} holds ${stage.name}.`, {
    hint: `Propose one with: mergeline promote ${formatModelRef({ model, selector: { by: 'latest' } })} --to ${stage.name}`,
  });
}

/**
 * The highest version that is neither yanked nor erased.
 * @param faults takes a status that cannot be read, and its version is passed over; without it, it is thrown.
 */
export async function findLatest(snapshot: Snapshot, model: ModelName, faults?: Fault[]): Promise<Version | undefined> {
  for (const version of (await listVersions(snapshot, model)).toReversed()) {
    const state = await orFault(faults, async () => (await findStatus(snapshot, model, version))?.state ?? 'active');
    if (state === 'active' || state === 'deprecated') return version;
  }
  return undefined;
}

async function latestVersion(snapshot: Snapshot, model: ModelName): Promise<Version> {
  await readModel(snapshot, model);
  const latest = await findLatest(snapshot, model);
  if (latest !== undefined) return latest;
  throw new MergelineError('NOT_FOUND', `${model} has no version that is in use.`, {
    hint: `Register one with: mergeline register ${model} <path>`,
  });
}
