import type { MergelineError } from '../../core/errors.ts';
import type { HttpAnswer } from '../http/http-answer.ts';
import { retrying } from '../http/patience.ts';
import { type Action, type ActionName, hasExpired } from './batch-answer.ts';
import { complaintOf, type LfsApi } from './lfs-api.ts';
import type { Upload } from './lfs-remote.ts';
import { refusedUpload } from './remote-failure.ts';

type Actions = Readonly<Partial<Record<ActionName, Action>>>;

/** What storage behind a server says when what it was told is out of date. */
const mayBeStale = new Set([401, 403, 404, 410]);

/** Where an object goes, as the server said last. */
interface Target {
  actions: Actions;
  isRenewed: boolean;
}

/**
 * Sends the bytes, from the start each time, and lets the server look at what arrived.
 * @throws MergelineError `REMOTE_FAILED`, `INPUT_INVALID` when the server does not take it, or what reading the file throws.
 */
export async function sendObject(upload: Upload, actions: Actions, api: LfsApi): Promise<void> {
  const target: Target = { actions, isRenewed: false };
  try {
    await retrying(() => deliver(upload, target, api), api.patience);
    if (target.actions.verify !== undefined) await api.verify(target.actions.verify, upload);
  } catch (error) {
    throw api.failure(error);
  }
}

async function deliver(upload: Upload, target: Target, api: LfsApi): Promise<void> {
  const action = target.actions.upload;
  // Somebody else was faster.
  if (action === undefined) return;
  if (!target.isRenewed && hasExpired(action, Date.now())) return await deliverAnew(upload, target, api);
  const answer = await put(action, upload, api);
  if (isSuccess(answer)) return;
  if (target.isRenewed || !mayBeStale.has(answer.status)) throw await refusal(answer, upload, api);
  answer.discard();
  await deliverAnew(upload, target, api);
}

async function deliverAnew(upload: Upload, target: Target, api: LfsApi): Promise<void> {
  target.isRenewed = true;
  target.actions = await askAgain(upload, api);
  await deliver(upload, target, api);
}

async function put(target: Action, { size, open }: Upload, api: LfsApi): Promise<HttpAnswer> {
  const headers = { 'content-type': 'application/octet-stream' };
  const answer = await api.follow(target, 'upload', { method: 'PUT', headers, body: { size, open } });
  if (isSuccess(answer)) await answer.read(64 * 1024, 'an answer').catch(() => answer.discard());
  return answer;
}

function isSuccess({ status }: HttpAnswer): boolean {
  return status >= 200 && status <= 299;
}

async function askAgain(upload: Upload, api: LfsApi): Promise<Actions> {
  const answer = await api.ask('upload', upload);
  if (answer.kind === 'error') throw refusedUpload(api.addressee, answer, upload);
  return answer.actions;
}

async function refusal(answer: HttpAnswer, upload: Upload, api: LfsApi): Promise<MergelineError> {
  const message = api.conceal(await complaintOf(answer));
  return refusedUpload(api.addressee, { status: answer.status, message }, upload);
}
