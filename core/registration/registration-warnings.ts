import { modelPath } from '../../registry-schema/layout.ts';
import { looksLikeSpdx } from '../domain/spdx.ts';
import type { Version } from '../domain/version.ts';
import type { ManifestIndex } from '../ports/manifest-index.ts';
import type { Snapshot } from '../ports/repository.ts';
import type { ManifestFile } from '../reading/read-registry.ts';
import { filesKey } from './content-key.ts';
import { findManifests } from './find-manifests.ts';
import type { RegistrationDraft } from './registration-draft.ts';

/** How many of the newest versions are compared, so that a clone which knows none of a long history need not read all of it. */
const versionsCompared = 20;

/**
 * What a person should hear about a version that is going to be registered, though nothing stands against it.
 * @param registered the manifests of the model, the lowest version first.
 */
export async function registrationWarnings(
  snapshot: Snapshot,
  draft: RegistrationDraft,
  { version, registered }: { readonly version: Version; readonly registered: readonly ManifestFile[] },
  index: ManifestIndex,
): Promise<readonly string[]> {
  const { model, request, packed } = draft;
  const isThere = (await snapshot.find(modelPath(model))) !== undefined;
  const namesOwners = (request.owners ?? []).length > 0;
  const files = filesKey(packed.map(({ artifact }) => artifact));
  const newest = registered.slice(-versionsCompared);
  const same = (await findManifests(snapshot, newest, { filesKey: files }, index)).at(-1);
  return [
    ...(isThere && namesOwners
      ? [`${model} is there already, so its owners stay as they are. They stand in ${modelPath(model)}.`]
      : []),
    ...(request.version !== undefined && request.version !== version
      ? [`The version ${JSON.stringify(request.version)} was completed to ${version}.`]
      : []),
    ...(request.licence === undefined || looksLikeSpdx(request.licence) ? [] : [noSpdx(request.licence)]),
    ...(same === undefined ? [] : [`Its files are, byte for byte, those of ${model}@${same.version}.`]),
  ];
}

function noSpdx(licence: string): string {
  return `The licence ${JSON.stringify(licence)} does not look like an SPDX identifier, such as Apache-2.0, MIT or LicenseRef-proprietary.`;
}
