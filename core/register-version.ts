import { buildDataImage } from '../packaging/data-image.ts';
import { buildModelPack } from '../packaging/model-pack.ts';
import type { VersionContent } from '../packaging/version-content.ts';
import { encode } from '../registry-schema/codec.ts';
import { manifestPath, modelPath } from '../registry-schema/layout.ts';
import { contentKey } from './content-key.ts';
import type { RegistryContext } from './context.ts';
import { commitMessage } from './commit-message.ts';
import { checkForCredentials } from './domain/credential.ts';
import { type Digest, digestOf } from './domain/digest.ts';
import type { Image } from './domain/image.ts';
import type { Instant, Manifest, ManifestRef } from './domain/manifest.ts';
import { type ModelName, parseModelName } from './domain/names.ts';
import type { Model, Oid } from './domain/records.ts';
import { bumpVersion, normaliseVersion, parseVersion, type Version } from './domain/version.ts';
import { MergelineError, PolicyRefusal } from './errors.ts';
import { findSameContent } from './find-same-content.ts';
import { type PackedFile, packVersion } from './pack-version.ts';
import { placementOf } from './placement.ts';
import { describePlan } from './plan-answer.ts';
import type { ConvertedModel } from './ports/model-toolchain.ts';
import type { Edit, Snapshot } from './ports/repository.ts';
import { promoteVersion } from './promote-version.ts';
import { proposeChange } from './propose-change.ts';
import { findModel, findVersion, listVersions, readPolicy, stageNamed } from './read-registry.ts';
import type { PlanAnswer, ProposalRef, RegisterAnswer, RegisterRequest } from './registry.ts';
import { snapshotAt } from './snapshot-at.ts';
import { type Decision, transact } from './transact.ts';

/** What is known before the version number is. */
interface Draft {
  readonly model: ModelName;
  readonly request: RegisterRequest;
  readonly converted: ConvertedModel;
  readonly packed: readonly PackedFile[];
  readonly contentKey: Digest;
  readonly created: Instant;
}

interface Registered {
  readonly manifest: Manifest;
  readonly digest: Digest;
  readonly commit: Oid | null;
  readonly created: boolean;
  readonly images: readonly Image[];
  readonly warnings: readonly string[];
  readonly proposal?: ProposalRef;
  readonly plan?: PlanAnswer;
}

/**
 * Registers one version: inspect and convert, store the bytes, then one commit that adds the manifest. The same content
 * again is answered with the version it has (`created: false`) and writes nothing.
 * @throws MergelineError `MODEL_UNREADABLE`, `MODEL_DENIED`, `CREDENTIAL_FOUND`, `NAME_INVALID`, `ALREADY_EXISTS` when the
 * version exists with other content.
 */
export async function registerVersion(request: RegisterRequest, context: RegistryContext): Promise<RegisterAnswer> {
  const model = parseModelName(request.model);
  checkForCredentials(request);
  const base = await snapshotAt(context);
  const policy = await readPolicy(base);
  if (request.stage !== undefined) stageNamed(policy, request.stage);
  await checkNamespace(base, model);

  request.onProgress?.('reading and converting the model');
  const converted = await context.converter.convert(request.files, request.format === undefined ? {} : { format: request.format });
  const packed = await packVersion(request.files, converted);
  const draft: Draft = { model, request, converted, packed, contentKey: keyOf(packed, request), created: context.clock.now() };

  const registered = await recordVersion(draft, context);
  return await answer(registered, draft, context);
}

async function recordVersion(draft: Draft, context: RegistryContext): Promise<Registered> {
  const { request } = draft;
  if (request.dryRun) {
    const snapshot = await snapshotAt(context);
    const decision = await decide(snapshot, draft, context);
    if (decision.kind === 'answer') return decision.answer;
    return { ...decision.answer('' as Oid), commit: null, plan: await describePlan(context.branch, snapshot, decision) };
  }
  const before = await decide(await snapshotAt(context), draft, context);
  if (before.kind === 'answer') return before.answer;
  await storeFiles(draft, context);

  const needsProposal = request.propose || (await readPolicy(await snapshotAt(context))).changes.registration.gates.length > 0;
  const registered = needsProposal
    ? await proposeVersion(draft, context)
    : await transact({ branch: context.branch, decide: (snapshot) => decide(snapshot, draft, context) }, context);
  for (const image of registered.images) await context.openImages(draft.model).publish(image, []);
  return registered;
}

/** Which version this is and which files it adds, as the snapshot stands. */
async function decide(snapshot: Snapshot, draft: Draft, context: RegistryContext): Promise<Decision<Registered>> {
  const { model, request } = draft;
  const sought = { model, contentKey: draft.contentKey, idempotencyKey: request.idempotencyKey };
  const asked = request.version === undefined ? undefined : normaliseVersion(request.version);
  const same = await findSameContent(snapshot, sought, context.manifestIndex);

  if (asked !== undefined) {
    const existing = await findVersion(snapshot, model, asked);
    if (existing !== undefined) {
      if (contentKey(existing.manifest) === draft.contentKey) return { kind: 'answer', answer: already(existing.manifest, existing.digest) };
      throw alreadyExists(model, asked, existing.digest);
    }
  } else if (same !== undefined && request.bump === undefined) {
    const existing = await findVersion(snapshot, model, same);
    if (existing !== undefined) return { kind: 'answer', answer: already(existing.manifest, existing.digest) };
  }

  const version = asked ?? (await nextVersion(snapshot, draft));
  const { manifest, images } = assemble(draft, version, context.actor);
  const bytes = encode('ModelVersion', manifest);
  const edits: Edit[] = [{ path: manifestPath(model, version), bytes }];
  if ((await findModel(snapshot, model)) === undefined) edits.push({ path: modelPath(model), bytes: encode('Model', newModel(draft)) });
  return {
    kind: 'write',
    edits,
    message: commitMessage(`register ${model}@${version}`, request.reason ?? '', { actor: context.actor }),
    answer: (commit) => ({ manifest, digest: digestOf(bytes), commit, created: true, images, warnings: [] }),
  };
}

async function nextVersion(snapshot: Snapshot, { model, request }: Draft): Promise<Version> {
  const highest = (await listVersions(snapshot, model)).at(-1);
  return highest === undefined ? parseVersion('1.0.0') : bumpVersion(highest, request.bump ?? 'patch');
}

function assemble(draft: Draft, version: Version, actor: string): { manifest: Manifest; images: readonly Image[] } {
  const { model, request, converted, packed, created } = draft;
  const { inspection, conversion, served } = converted;
  const artifacts = packed.map(({ artifact }) => artifact);
  const lineage = request.lineage ?? {};
  const content: VersionContent = {
    model,
    version,
    created,
    artifacts,
    lineage,
    format: served?.form.format ?? inspection.source.format,
    ...(request.licence === undefined ? {} : { licence: request.licence }),
  };
  const modelPack = buildModelPack(content);
  const dataImage = served && buildDataImage(content, refOf(modelPack));
  const manifest: Manifest = {
    model,
    version,
    created,
    registeredBy: actor,
    ...present({ description: request.description, licence: request.licence, idempotencyKey: request.idempotencyKey }),
    tags: request.tags ?? {},
    parameters: request.parameters ?? {},
    metrics: request.metrics ?? {},
    datasets: request.datasets ?? [],
    source: inspection.source,
    ...present({ served: served?.form, signature: served?.signature }),
    scan: inspection.scan,
    conversion,
    lineage,
    environment: request.environment ?? {},
    ...present({ requestedStage: request.stage as Manifest['requestedStage'] }),
    artifacts,
    modelPack: refOf(modelPack),
    ...present({ dataImage: dataImage && refOf(dataImage) }),
  };
  return { manifest, images: dataImage === undefined ? [modelPack] : [modelPack, dataImage] };
}

async function storeFiles({ model, packed, request }: Draft, context: RegistryContext): Promise<void> {
  const policy = await readPolicy(await snapshotAt(context));
  const [first] = placementOf(policy, model);
  if (first === undefined) return;
  const store = context.openStore(first);
  for (const { artifact, open } of packed) {
    request.onProgress?.(`storing ${artifact.path}`);
    await store.write(artifact, open);
  }
}

async function proposeVersion(draft: Draft, context: RegistryContext): Promise<Registered> {
  const snapshot = await snapshotAt(context);
  const decision = await decide(snapshot, draft, context);
  if (decision.kind === 'answer') return decision.answer;
  const { manifest } = decision.answer(snapshot.commit.oid);
  const { proposal } = await proposeChange(
    { kind: 'registration', base: snapshot, edits: decision.edits, message: decision.message, model: draft.model, version: manifest.version, reason: draft.request.reason ?? '' },
    context,
  );
  const { id, url, branch } = proposal;
  return { ...decision.answer(proposal.head), commit: null, proposal: { id, url, branch } };
}

async function answer(registered: Registered, draft: Draft, context: RegistryContext): Promise<RegisterAnswer> {
  const { manifest, digest, commit, created, proposal, plan } = registered;
  const warnings = [...registered.warnings, ...conversionWarnings(manifest)];
  const result: RegisterAnswer = {
    model: manifest.model,
    version: manifest.version,
    manifestDigest: digest,
    commit,
    artifacts: manifest.artifacts.map(({ path, digest: of, size, mediaType }) => ({ path, digest: of, size, mediaType })),
    conversion: manifest.conversion,
    servable: manifest.served !== undefined,
    created,
    warnings,
    ...present({ proposal, plan }),
  };
  const { stage, dryRun, reason } = draft.request;
  if (stage === undefined || dryRun || proposal !== undefined || !created) return result;
  const ref = `${manifest.model}@${manifest.version}`;
  try {
    const promotion = await promoteVersion({ ref, to: stage, ...present({ reason }) }, context);
    return { ...result, promotion };
  } catch (error) {
    if (!(error instanceof PolicyRefusal)) throw error;
    return { ...result, warnings: [...warnings, `It was registered, but not promoted to ${stage}: ${error.message}`] };
  }
}

function conversionWarnings({ conversion }: Manifest): readonly string[] {
  if (conversion.outcome !== 'unsupported') return conversion.warnings;
  const where = conversion.path === undefined ? '' : ` (${conversion.path}${conversion.class ? `: ${conversion.class}` : ''})`;
  return [`It is stored, but it cannot be served: ${conversion.reason}${where}`];
}

function already(manifest: Manifest, digest: Digest): Registered {
  return { manifest, digest, commit: null, created: false, images: [], warnings: [] };
}

function alreadyExists(model: ModelName, version: Version, digest: Digest): MergelineError {
  return new MergelineError('ALREADY_EXISTS', `${model}@${version} is registered with other content (${digest.slice(0, 19)}…).`, {
    hint: `A version never changes. Leave out --version to take the next free one, or see it with: mergeline show ${model}@${version}`,
  });
}

/** `x` and `x/y` cannot both be models. */
async function checkNamespace(snapshot: Snapshot, model: ModelName): Promise<void> {
  const [outer = '', inner] = model.split('/');
  if (inner !== undefined && (await snapshot.find(modelPath(outer as ModelName))) !== undefined) {
    throw new MergelineError('NAME_INVALID', `${model} cannot be a model, because ${outer} is one.`, { hint: 'Choose another first segment.' });
  }
  if (inner !== undefined || (await findModel(snapshot, model)) !== undefined) return;
  for (const { name, kind } of await snapshot.list(`models/${outer}`)) {
    const nested = `${outer}/${name}` as ModelName;
    if (kind === 'folder' && (await snapshot.find(modelPath(nested))) !== undefined) {
      throw new MergelineError('NAME_INVALID', `${model} cannot be a model, because ${nested} is one.`, { hint: `Choose another name, such as ${outer}/${name}-2.` });
    }
  }
}

function newModel({ model, request }: Draft): Model {
  return { name: model, owners: request.owners ?? [], tags: {}, links: [], ...present({ description: request.description }) };
}

function keyOf(packed: readonly PackedFile[], request: RegisterRequest): Digest {
  return contentKey({
    artifacts: packed.map(({ artifact }) => artifact),
    metrics: request.metrics ?? {},
    parameters: request.parameters ?? {},
    datasets: request.datasets ?? [],
    tags: request.tags ?? {},
    lineage: request.lineage ?? {},
    ...present({ licence: request.licence }),
  });
}

function refOf({ digest, manifest }: Image): ManifestRef {
  return { digest, size: manifest.length };
}

/** Leaves out what is undefined, as the exact optional types want it. */
function present<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
