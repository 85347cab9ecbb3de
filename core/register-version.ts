import type { RegisterAnswer } from './answers.ts';
import { type Placement, placementOf } from './artifacts/placement.ts';
import { withTransfers } from './artifacts/with-transfers.ts';
import type { RegistryContext } from './context.ts';
import { checkForCredentials } from './domain/credential.ts';
import type { Digest } from './domain/digest.ts';
import type { Manifest } from './domain/manifest.ts';
import { type ModelName, parseModelName } from './domain/names.ts';
import { present } from './domain/present.ts';
import type { Oid } from './domain/records.ts';
import { MergelineError } from './errors.ts';
import type { Snapshot } from './ports/repository.ts';
import { readPolicy, stageNamed } from './reading/read-registry.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import { contentKey } from './registration/content-key.ts';
import { checkNamespace, decideRegistration, type Registered } from './registration/decide-registration.ts';
import { measureRegistration, recordEvidence } from './registration/measure-registration.ts';
import { type PackedFile, packVersion } from './registration/pack-version.ts';
import { publishImages } from './registration/publish-images.ts';
import type { RegistrationDraft } from './registration/registration-draft.ts';
import { StoredFiles } from './registration/stored-files.ts';
import type { RegisterRequest } from './requests.ts';
import { describePlan } from './writing/plan-answer.ts';
import { transact } from './writing/transact.ts';

/**
 * Registers one version: inspect and convert, store the bytes, then one commit that adds the manifest. The same content
 * again is answered with the version it has (`created: false`) and writes nothing.
 * @throws MergelineError `MODEL_UNREADABLE`, `MODEL_DENIED`, `CREDENTIAL_FOUND`, `NAME_INVALID`, `ALREADY_EXISTS` when the
 * version exists with other content.
 */
export async function registerVersion(asked: RegisterRequest, context: RegistryContext): Promise<RegisterAnswer> {
  return await withTransfers(context, () => register(asked, context));
}

async function register(asked: RegisterRequest, context: RegistryContext): Promise<RegisterAnswer> {
  const model = parseModelName(asked.model);
  checkForCredentials(asked);
  const base = await snapshotAt(context);
  const policy = await readPolicy(base);
  const request = asked.stage === undefined ? asked : { ...asked, stage: stageNamed(policy, asked.stage).name };
  await checkNamespace(base, model);

  request.onProgress?.('reading and converting the model');
  const converted = await context.converter.convert(
    request.files,
    request.format === undefined ? {} : { format: request.format },
  );
  const measured = await measureRegistration(request, converted, context);
  const packed = await packVersion(request.files, converted);
  const draft: RegistrationDraft = {
    model,
    request: measured.request,
    converted,
    packed,
    contentKey: keyOf(packed, measured.request),
    created: context.clock.now(),
  };

  const registered = await recordVersion(draft, context);
  const answer = await recordEvidence(answerOf(registered), measured, policy, context);
  return await promoteIfAsked(answer, request, context);
}

async function recordVersion(draft: RegistrationDraft, context: RegistryContext): Promise<Registered> {
  const policy = await readPolicy(await snapshotAt(context));
  const isProposed = draft.request.propose || policy.changes.registration.gates.length > 0;
  if (draft.request.dryRun) return await foresee(draft, isProposed, context);
  const placement = placementOf(policy, draft.model);
  const files = new StoredFiles(draft, placement, context);
  try {
    const registered = await commitVersion(draft, files, isProposed, context);
    if (registered.created) await files.storeMissing();
    const named = filesOf(registered.manifest, draft);
    // Bytes of one that was there already may have been lost since; they are here again.
    if (!registered.created) await files.store(named);
    if (named.length === registered.manifest.artifacts.length) await publishImages(registered, placement, context);
    await files.settle();
    if (!registered.created) return registered;
    return { ...registered, warnings: [...registered.warnings, ...reachWarnings(placement, draft.model, context)] };
  } catch (error) {
    await files.abandon();
    throw error;
  }
}

async function commitVersion(
  draft: RegistrationDraft,
  files: StoredFiles,
  isProposed: boolean,
  context: RegistryContext,
): Promise<Registered> {
  const prepare = () => files.store();
  if (isProposed)
    return await (await import('./registration/propose-version.ts')).proposeVersion(draft, prepare, context);
  const decide = (snapshot: Snapshot) => decideRegistration(snapshot, draft, context);
  return await transact({ branch: context.branch, decide, prepare }, context);
}

/** What the registration would be, with the plan of its commit. */
async function foresee(draft: RegistrationDraft, isProposed: boolean, context: RegistryContext): Promise<Registered> {
  const before = await snapshotAt(context);
  const decision = await decideRegistration(before, draft, context);
  if (decision.kind === 'answer') return decision.answer;
  const registered = decision.answer('' as Oid);
  const branch = isProposed
    ? (await import('./registration/propose-version.ts')).branchOfVersion(registered.manifest)
    : context.branch;
  const plan = await describePlan(branch, before, decision, { proposal: isProposed });
  return { ...registered, commit: null, plan };
}

function reachWarnings(
  [store]: Placement,
  model: ModelName,
  { hasRemote, openStore }: RegistryContext,
): readonly string[] {
  // A folder that the team chose may be on a disk that all of them reach.
  if (!hasRemote || store.type === 'oci' || 'path' in store) return [];
  if (openStore(store, model).copies?.share !== undefined) return [];
  return [
    `The bytes are only in the store ${store.name} on this machine, while the registry has a remote: whoever clones it cannot pull them. See docs/with-colleagues.md.`,
  ];
}

/** Those files of the draft that a version names: what was converted by another release may differ. */
function filesOf({ artifacts }: Manifest, { packed }: RegistrationDraft): readonly PackedFile[] {
  const named = new Set(artifacts.map(({ layer }) => layer.digest));
  return packed.filter(({ artifact }) => named.has(artifact.layer.digest));
}

function answerOf({ manifest, digest, commit, created, proposal, plan, warnings }: Registered): RegisterAnswer {
  return {
    model: manifest.model,
    version: manifest.version,
    manifestDigest: digest,
    commit,
    artifacts: manifest.artifacts.map(({ path, digest: of, size, mediaType }) => ({
      path,
      digest: of,
      size,
      mediaType,
    })),
    conversion: manifest.conversion,
    servable: manifest.served !== undefined,
    created,
    warnings: [...warnings, ...conversionWarnings(manifest)],
    ...present({ proposal, plan }),
  };
}

async function promoteIfAsked(
  registered: RegisterAnswer,
  { stage, dryRun, reason }: RegisterRequest,
  context: RegistryContext,
): Promise<RegisterAnswer> {
  if (stage === undefined || dryRun) return registered;
  const { model, version, proposal, created, warnings } = registered;
  const promotion = `mergeline promote ${model}@${version} --to ${stage}`;
  if (proposal !== undefined)
    return { ...registered, warnings: [...warnings, `It can be promoted once its proposal is merged: ${promotion}`] };
  if (!created)
    return {
      ...registered,
      warnings: [...warnings, `It was there already, so no stage was moved. To do that: ${promotion}`],
    };
  return await promoteRegistered(registered, stage, reason, context);
}

/** The version is registered whatever becomes of its promotion, and whoever registered it has to hear so. */
async function promoteRegistered(
  registered: RegisterAnswer,
  stage: string,
  reason: string | undefined,
  context: RegistryContext,
): Promise<RegisterAnswer> {
  const ref = `${registered.model}@${registered.version}`;
  const { promoteVersion } = await import('./promote-version.ts');
  try {
    return { ...registered, promotion: await promoteVersion({ ref, to: stage, ...present({ reason }) }, context) };
  } catch (error) {
    if (!(error instanceof MergelineError)) throw error;
    const warning = `It was registered, but not promoted to ${stage}: ${error.message}`;
    return { ...registered, warnings: [...registered.warnings, warning] };
  }
}

function conversionWarnings({ conversion }: Manifest): readonly string[] {
  if (conversion.outcome !== 'unsupported') return conversion.warnings;
  const where =
    conversion.path === undefined ? '' : ` (${conversion.path}${conversion.class ? `: ${conversion.class}` : ''})`;
  return [`It is stored, but it cannot be served: ${conversion.reason}${where}`];
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
