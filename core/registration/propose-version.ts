import type { RegistryContext } from '../context.ts';
import type { Manifest } from '../domain/manifest.ts';
import { normaliseVersion } from '../domain/version.ts';
import { MergelineError } from '../errors.ts';
import type { Proposal } from '../ports/forge.ts';
import { branchOf, proposeChange } from '../proposals/propose-change.ts';
import { findVersion, type RegisteredVersion } from '../reading/read-registry.ts';
import { snapshotAt } from '../reading/snapshot-at.ts';
import { contentKey } from './content-key.ts';
import { decideRegistration, type Registered } from './decide-registration.ts';
import type { RegistrationDraft } from './registration-draft.ts';

/**
 * Proposes a registration. Content that an open proposal brings already is answered with that proposal; other content
 * gets a number that no open proposal wants.
 * @param prepare stores the bytes, where there is something to propose.
 * @throws MergelineError `ALREADY_EXISTS` when the version is registered, or proposed, with other content.
 */
export async function proposeVersion(
  draft: RegistrationDraft,
  prepare: () => Promise<void>,
  context: RegistryContext,
): Promise<Registered> {
  const { model, request } = draft;
  const waiting = await waitingVersions(draft, context);
  const same = waiting.find(({ registered }) => isSame(registered, draft));
  if (same !== undefined) return answerOf(same);
  const version = request.version === undefined ? undefined : normaliseVersion(request.version);
  const other = waiting.find(({ registered }) => registered.manifest.version === version);
  if (other !== undefined) throw wantedByOther(other);

  const snapshot = await snapshotAt(context);
  const reserved = waiting.map(({ registered }) => registered.manifest.version);
  const decision = await decideRegistration(snapshot, draft, context, reserved);
  if (decision.kind === 'answer') return decision.answer;
  await prepare();
  const { edits, message, answer } = decision;
  const { manifest } = answer(snapshot.commit.oid);
  const topic = topicOf(manifest);
  const reason = request.reason ?? '';
  const { proposal, created } = await proposeChange(
    { kind: 'registration', topic, base: snapshot, edits, message, model, version: manifest.version, reason },
    context,
  );
  // Somebody else was faster with the same number: theirs is among those that wait now.
  if (!created) return await proposeVersion(draft, prepare, context);
  const { id, url, branch } = proposal;
  return { ...answer(proposal.head), commit: null, proposal: { id, url, branch } };
}

/** The branch of the proposal that registers a version. */
export function branchOfVersion(manifest: Pick<Manifest, 'model' | 'version'>): string {
  return branchOf({ model: manifest.model, topic: topicOf(manifest) });
}

/** What the proposal of a version is about, as the end of its branch's name. */
function topicOf({ version }: Pick<Manifest, 'version'>): string {
  return `versions/${version}`;
}

interface WaitingVersion {
  readonly proposal: Proposal;
  readonly registered: RegisteredVersion;
}

async function waitingVersions(
  { model }: RegistrationDraft,
  { forge, repository }: RegistryContext,
): Promise<readonly WaitingVersion[]> {
  const waiting: WaitingVersion[] = [];
  const proposals = await forge.list([], (subject) => subject.kind === 'registration' && subject.model === model);
  for (const proposal of proposals) {
    if (proposal.state !== 'open') continue;
    const registered =
      proposal.version && (await findVersion(await repository.snapshot(proposal.head), model, proposal.version));
    if (registered) waiting.push({ proposal, registered });
  }
  return waiting;
}

function isSame({ manifest }: RegisteredVersion, { request, contentKey: sought }: RegistrationDraft): boolean {
  if (request.version !== undefined && normaliseVersion(request.version) !== manifest.version) return false;
  if (request.bump !== undefined) return false;
  const sameKey = request.idempotencyKey !== undefined && request.idempotencyKey === manifest.idempotencyKey;
  return contentKey(manifest) === sought || (sameKey && request.version === undefined);
}

function answerOf({ proposal: { id, url, branch }, registered: { manifest, digest } }: WaitingVersion): Registered {
  return { manifest, digest, commit: null, created: false, images: [], warnings: [], proposal: { id, url, branch } };
}

function wantedByOther({ proposal, registered }: WaitingVersion): MergelineError {
  const { model, version } = registered.manifest;
  return new MergelineError(
    'ALREADY_EXISTS',
    `Proposal ${proposal.id} registers ${model}@${version} with other content.`,
    {
      hint: `Leave out --version to take the next free one, or see it with: mergeline proposal show ${proposal.id}`,
    },
  );
}
