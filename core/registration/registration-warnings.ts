import { modelPath } from '../../registry-schema/layout.ts';
import type { Artifact, Manifest } from '../domain/manifest.ts';
import { looksLikeSpdx } from '../domain/spdx.ts';
import type { Snapshot } from '../ports/repository.ts';
import { orFault } from '../reading/or-fault.ts';
import { findVersion, listVersions } from '../reading/read-registry.ts';
import type { RegistrationDraft } from './registration-draft.ts';

/** How many of the newest versions are looked at, so that a long history does not make registering slow. */
const versionsCompared = 20;

/** What a person should hear about a version that is going to be registered, though nothing stands against it. */
export async function registrationWarnings(
  snapshot: Snapshot,
  draft: RegistrationDraft,
  { version }: Manifest,
): Promise<readonly string[]> {
  const { model, request } = draft;
  const isThere = (await snapshot.find(modelPath(model))) !== undefined;
  const namesOwners = (request.owners ?? []).length > 0;
  const same = await findSameFiles(snapshot, draft);
  return [
    ...(isThere && namesOwners
      ? [`${model} is there already, so its owners stay as they are. They stand in ${modelPath(model)}.`]
      : []),
    ...(request.version !== undefined && request.version !== version
      ? [`The version ${JSON.stringify(request.version)} was completed to ${version}.`]
      : []),
    ...(request.licence === undefined || looksLikeSpdx(request.licence) ? [] : [noSpdx(request.licence)]),
    ...(same === undefined ? [] : [`Its files are, byte for byte, those of ${model}@${same}.`]),
  ];
}

function noSpdx(licence: string): string {
  return `The licence ${JSON.stringify(licence)} does not look like an SPDX identifier, such as Apache-2.0, MIT or LicenseRef-proprietary.`;
}

/** The newest version whose registered files are the same, whatever is said about them. */
async function findSameFiles(snapshot: Snapshot, { model, packed }: RegistrationDraft): Promise<string | undefined> {
  const sought = filesKey(packed.map(({ artifact }) => artifact));
  const versions = (await listVersions(snapshot, model)).toReversed().slice(0, versionsCompared);
  for (const version of versions) {
    const found = await orFault([], () => findVersion(snapshot, model, version));
    if (found !== undefined && filesKey(found.manifest.artifacts) === sought) return version;
  }
  return undefined;
}

function filesKey(artifacts: readonly Artifact[]): string {
  const sources = artifacts.filter(({ roles }) => roles.includes('source'));
  return JSON.stringify(sources.map(({ path, digest }) => `${path} ${digest}`).sort());
}
