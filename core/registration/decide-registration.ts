import { encode } from '../../registry-schema/codec.ts';
import { manifestPath, modelPath } from '../../registry-schema/layout.ts';
import type { RegistryContext } from '../context.ts';
import { type Digest, digestOf } from '../domain/digest.ts';
import type { Manifest } from '../domain/manifest.ts';
import type { ModelName } from '../domain/names.ts';
import { present } from '../domain/present.ts';
import type { Model, Oid } from '../domain/records.ts';
import {
  type Bump,
  bumpVersion,
  normaliseVersion,
  parseVersion,
  sortVersions,
  type Version,
} from '../domain/version.ts';
import { erasedError } from '../erasure/refuse-erased.ts';
import { MergelineError } from '../errors.ts';
import type { ManifestIndex } from '../ports/manifest-index.ts';
import type { Edit, Snapshot } from '../ports/repository.ts';
import type { ProposalRef } from '../proposals/proposal-ref.ts';
import {
  findStatus,
  findVersion,
  listManifests,
  type ManifestFile,
  type RegisteredVersion,
} from '../reading/read-registry.ts';
import { commitMessage } from '../writing/commit-message.ts';
import type { PlanAnswer } from '../writing/plan-answer.ts';
import type { Decision } from '../writing/transact.ts';
import { type AssembledVersion, assembleVersion } from './assemble-version.ts';
import { contentKey } from './content-key.ts';
import { findManifests } from './find-manifests.ts';
import type { RegistrationDraft } from './registration-draft.ts';
import { registrationWarnings } from './registration-warnings.ts';

export interface Registered {
  readonly manifest: Manifest;
  readonly digest: Digest;
  readonly commit: Oid | null;
  readonly created: boolean;
  readonly images: AssembledVersion['images'];
  readonly warnings: readonly string[];
  readonly proposal?: ProposalRef;
  readonly plan?: PlanAnswer;
}

/**
 * Which version this is and which files it adds, as the snapshot stands.
 * @param reserved numbers that open proposals want for other content.
 */
export async function decideRegistration(
  snapshot: Snapshot,
  draft: RegistrationDraft,
  context: Pick<RegistryContext, 'manifestIndex' | 'actor'>,
  reserved: readonly Version[] = [],
): Promise<Decision<Registered>> {
  const { model, request } = draft;
  await checkNamespace(snapshot, model);
  const asked = request.version === undefined ? undefined : normaliseVersion(request.version);
  const registered = await listManifests(snapshot, model);
  const existing = await findRegistered(snapshot, draft, { asked, registered }, context.manifestIndex);
  if (existing !== undefined) {
    const { manifest, digest } = existing;
    return { kind: 'answer', answer: { manifest, digest, commit: null, created: false, images: [], warnings: [] } };
  }

  const version = asked ?? nextVersion([...registered.slice(-1).map((it) => it.version), ...reserved], request.bump);
  const { manifest, images } = assembleVersion(draft, version, context.actor);
  const bytes = encode('ModelVersion', manifest);
  const edits: Edit[] = [{ path: manifestPath(model, version), bytes }];
  const isNew = (await snapshot.find(modelPath(model))) === undefined;
  if (isNew) edits.push({ path: modelPath(model), bytes: encode('Model', newModel(draft)) });
  const warnings = await registrationWarnings(snapshot, draft, { version, registered }, context.manifestIndex);
  return {
    kind: 'write',
    edits,
    message: commitMessage(`register ${model}@${version}`, request.reason ?? '', { actor: context.actor }),
    answer: (commit) => ({ manifest, digest: digestOf(bytes), commit, created: true, images, warnings }),
  };
}

/**
 * What answers the request without writing: the version that was asked for, or the highest of the same content.
 * @throws MergelineError `ALREADY_EXISTS` when the asked version has other content.
 */
async function findRegistered(
  snapshot: Snapshot,
  { model, request, contentKey: sought }: RegistrationDraft,
  { asked, registered }: { readonly asked: Version | undefined; readonly registered: readonly ManifestFile[] },
  index: ManifestIndex,
): Promise<RegisteredVersion | undefined> {
  if (asked !== undefined) {
    const existing = await findVersion(snapshot, model, asked);
    if (existing === undefined) return undefined;
    if (contentKey(existing.manifest) !== sought) throw alreadyExists(model, asked, existing.digest);
    await refuseErasedNumber(snapshot, model, asked);
    return existing;
  }
  if (request.bump !== undefined) return undefined;
  const { idempotencyKey } = request;
  const same = await findManifests(snapshot, registered, { contentKey: sought, idempotencyKey }, index);
  for (const { version } of same.toReversed()) {
    const existing = await findVersion(snapshot, model, version);
    if ((await findStatus(snapshot, model, version))?.state !== 'erased') return existing;
    // A program that repeats its request must not bring back what people had erased.
    if (existing?.manifest.idempotencyKey !== undefined && existing.manifest.idempotencyKey === idempotencyKey)
      await refuseErasedNumber(snapshot, model, version);
  }
  return undefined;
}

/** A number is used once: what was erased comes back, if it must, as another version. */
async function refuseErasedNumber(snapshot: Snapshot, model: ModelName, version: Version): Promise<void> {
  const status = await findStatus(snapshot, model, version);
  if (status?.state !== 'erased') return;
  throw new MergelineError('ERASED', erasedError(status).message, {
    hint: 'Its number is never used again. If these bytes may come back, leave out --version and --idempotency-key: they are registered under the next free number.',
  });
}

function nextVersion(taken: readonly Version[], bump: Bump = 'patch'): Version {
  const highest = sortVersions(taken).at(-1);
  return highest === undefined ? parseVersion('1.0.0') : bumpVersion(highest, bump);
}

function alreadyExists(model: ModelName, version: Version, digest: Digest): MergelineError {
  return new MergelineError(
    'ALREADY_EXISTS',
    `${model}@${version} is registered with other content (${digest.slice(0, 19)}…).`,
    {
      hint: `A version never changes. Leave out --version to take the next free one, or see it with: mergeline show ${model}@${version}`,
    },
  );
}

/** @throws MergelineError `NAME_INVALID` for a name that another model stands in the way of. */
export async function checkNamespace(snapshot: Snapshot, model: ModelName): Promise<void> {
  const clash = await findNamespaceClash(snapshot, model);
  if (clash !== undefined) throw clash;
}

/** `x` and `x/y` cannot both be models. */
export async function findNamespaceClash(snapshot: Snapshot, model: ModelName): Promise<MergelineError | undefined> {
  const [outer = '', inner] = model.split('/');
  if (inner !== undefined) {
    if ((await snapshot.find(modelPath(outer as ModelName))) === undefined) return undefined;
    return clashWith(model, outer, 'Choose another first segment.');
  }
  if ((await snapshot.find(modelPath(model))) !== undefined) return undefined;
  for (const { name, kind } of await snapshot.list(`models/${outer}`)) {
    const nested = `${outer}/${name}` as ModelName;
    if (kind === 'folder' && (await snapshot.find(modelPath(nested))) !== undefined)
      return clashWith(model, nested, `Choose another name, such as ${outer}/${name}-2.`);
  }
  return undefined;
}

function clashWith(model: ModelName, other: string, hint: string): MergelineError {
  return new MergelineError('NAME_INVALID', `${model} cannot be a model, because ${other} is one.`, { hint });
}

function newModel({ model, request }: RegistrationDraft): Model {
  return {
    name: model,
    owners: request.owners ?? [],
    tags: {},
    links: [],
    ...present({ description: request.description }),
  };
}
