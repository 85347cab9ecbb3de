import { encode } from '../registry-schema/codec.ts';
import { manifestPath, modelPath } from '../registry-schema/layout.ts';
import type { PlanAnswer, ProposalRef } from './answers.ts';
import { type AssembledVersion, assembleVersion } from './assemble-version.ts';
import { commitMessage } from './commit-message.ts';
import { contentKey } from './content-key.ts';
import type { RegistryContext } from './context.ts';
import { type Digest, digestOf } from './domain/digest.ts';
import type { Instant, Manifest } from './domain/manifest.ts';
import type { ModelName } from './domain/names.ts';
import { present } from './domain/present.ts';
import type { Model, Oid } from './domain/records.ts';
import { bumpVersion, normaliseVersion, parseVersion, type Version } from './domain/version.ts';
import { MergelineError } from './errors.ts';
import { findSameContent } from './find-same-content.ts';
import type { PackedFile } from './pack-version.ts';
import type { ConvertedModel } from './ports/model-toolchain.ts';
import type { Edit, Snapshot } from './ports/repository.ts';
import { findModel, findVersion, listVersions } from './read-registry.ts';
import type { RegisterRequest } from './registry.ts';
import type { Decision } from './transact.ts';

/** What is known before the version number is. */
export interface RegistrationDraft {
  readonly model: ModelName;
  readonly request: RegisterRequest;
  readonly converted: ConvertedModel;
  readonly packed: readonly PackedFile[];
  readonly contentKey: Digest;
  readonly created: Instant;
}

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

/** Which version this is and which files it adds, as the snapshot stands. */
export async function decideRegistration(
  snapshot: Snapshot,
  draft: RegistrationDraft,
  context: Pick<RegistryContext, 'manifestIndex' | 'actor'>,
): Promise<Decision<Registered>> {
  const { model, request } = draft;
  const sought = { model, contentKey: draft.contentKey, idempotencyKey: request.idempotencyKey };
  const asked = request.version === undefined ? undefined : normaliseVersion(request.version);
  const same = await findSameContent(snapshot, sought, context.manifestIndex);

  if (asked !== undefined) {
    const existing = await findVersion(snapshot, model, asked);
    if (existing !== undefined) {
      if (contentKey(existing.manifest) === draft.contentKey)
        return { kind: 'answer', answer: already(existing.manifest, existing.digest) };
      throw alreadyExists(model, asked, existing.digest);
    }
  } else if (same !== undefined && request.bump === undefined) {
    const existing = await findVersion(snapshot, model, same);
    if (existing !== undefined) return { kind: 'answer', answer: already(existing.manifest, existing.digest) };
  }

  const version = asked ?? (await nextVersion(snapshot, draft));
  const { manifest, images } = assembleVersion(draft, version, context.actor);
  const bytes = encode('ModelVersion', manifest);
  const edits: Edit[] = [{ path: manifestPath(model, version), bytes }];
  if ((await findModel(snapshot, model)) === undefined)
    edits.push({ path: modelPath(model), bytes: encode('Model', newModel(draft)) });
  return {
    kind: 'write',
    edits,
    message: commitMessage(`register ${model}@${version}`, request.reason ?? '', { actor: context.actor }),
    answer: (commit) => ({ manifest, digest: digestOf(bytes), commit, created: true, images, warnings: [] }),
  };
}

async function nextVersion(snapshot: Snapshot, { model, request }: RegistrationDraft): Promise<Version> {
  const highest = (await listVersions(snapshot, model)).at(-1);
  return highest === undefined ? parseVersion('1.0.0') : bumpVersion(highest, request.bump ?? 'patch');
}

function already(manifest: Manifest, digest: Digest): Registered {
  return { manifest, digest, commit: null, created: false, images: [], warnings: [] };
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

/** `x` and `x/y` cannot both be models. */
export async function checkNamespace(snapshot: Snapshot, model: ModelName): Promise<void> {
  const [outer = '', inner] = model.split('/');
  if (inner !== undefined && (await snapshot.find(modelPath(outer as ModelName))) !== undefined) {
    throw new MergelineError('NAME_INVALID', `${model} cannot be a model, because ${outer} is one.`, {
      hint: 'Choose another first segment.',
    });
  }
  if (inner !== undefined || (await findModel(snapshot, model)) !== undefined) return;
  for (const { name, kind } of await snapshot.list(`models/${outer}`)) {
    const nested = `${outer}/${name}` as ModelName;
    if (kind === 'folder' && (await snapshot.find(modelPath(nested))) !== undefined) {
      throw new MergelineError('NAME_INVALID', `${model} cannot be a model, because ${nested} is one.`, {
        hint: `Choose another name, such as ${outer}/${name}-2.`,
      });
    }
  }
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
