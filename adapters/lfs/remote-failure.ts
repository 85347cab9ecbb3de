import { formatBytes } from '../../core/domain/units.ts';
import { MergelineError } from '../../core/errors.ts';
import { BrokenTransfer, ComeAgain, UnusableAddress, UnusableAnswer } from '../http/transfer-error.ts';
import { shown } from './batch-answer.ts';
import type { Operation } from './find-endpoint.ts';
import type { Upload } from './lfs-remote.ts';

/** What a remote refused: a status of HTTP, of a whole request or of one object, and the server's own words. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
}

/** The remote, as messages speak of it. */
export interface Addressee {
  readonly name: string;
  /** As git calls it. */
  readonly remote: string;
}

const configure = (remote: string) => `git config remote.${remote}.lfsurl`;

/** @param about what was asked for: `its Git LFS objects`, `the object <id>`. */
export function refusedBy({ name, remote }: Addressee, refusal: Refusal, operation: Operation): MergelineError {
  const verb = operation === 'upload' ? 'write' : 'read';
  const [fact, hint] = wordsFor(refusal.status, verb, remote);
  const said = refusal.message === '' ? [] : [{ message: shown(refusal.message) }];
  return new MergelineError('REMOTE_FAILED', `${name} ${fact}.`, { hint, details: said });
}

function wordsFor(status: number, verb: string, remote: string): readonly [string, string] {
  const again = 'Nothing was lost: run the command again later.';
  switch (status) {
    case 401:
      return [
        `does not know who we are, so its Git LFS objects cannot be ${verb === 'read' ? 'read' : 'written'}`,
        `Give git a user name and a token for it that may ${verb}: git help credentials. Then run the command again.`,
      ];
    case 403:
      return [
        `does not let us ${verb} its Git LFS objects`,
        `Ask for the right to ${verb} there, or give git another token: git help credentials`,
      ];
    case 404:
      return [
        'has no Git LFS objects at that address, or hides them from us',
        `Where they are is said with: ${configure(remote)} <https address>`,
      ];
    case 429:
      return ['wants us to wait for longer than we do', again];
    case 507:
      return ['has no room left', 'Make room there, or name an OCI registry as store in registry.yaml.'];
    case 509:
      return ['has given away all the traffic that it may', again];
    case 501:
      return ['has no Git LFS', `Name a server that has: ${configure(remote)} <https address>`];
    default:
      return [`answered ${status} where Git LFS objects were asked for`, again];
  }
}

/** Servers say "too large" in two ways; 422 is also said of what is wrong otherwise. */
export function refusedUpload(addressee: Addressee, refusal: Refusal, { path, size }: Upload): MergelineError {
  const { status, message } = refusal;
  if (status !== 413 && status !== 422) return refusedBy(addressee, refusal, 'upload');
  return new MergelineError('INPUT_INVALID', `${addressee.name} does not take ${path} (${formatBytes(size)}).`, {
    details: message === '' ? [] : [{ message: shown(message) }],
    hint: 'Git LFS servers have limits (GitHub: 2 GB to 5 GB by plan). Name an OCI registry as the store of this model in registry.yaml: docs/git-lfs.md',
  });
}

/** A transfer that failed, in words; anything that is no failure of a transfer as it is. */
export function asRemoteFailure(
  error: unknown,
  { name, remote }: Addressee,
  conceal: (text: string) => string,
): unknown {
  if (error instanceof UnusableAddress)
    return new MergelineError('REMOTE_FAILED', `${name} sends us to an address that is not safe: ${error.message}.`, {
      hint: 'Nothing was sent there. Tell whoever runs the server.',
      cause: error,
    });
  if (error instanceof UnusableAnswer)
    return new MergelineError('REMOTE_FAILED', `${name} ${conceal(error.message)}.`, {
      hint: `Look whether it is the right address: ${configure(remote)}`,
      cause: error,
    });
  if (error instanceof ComeAgain || error instanceof BrokenTransfer)
    return new MergelineError(
      'REMOTE_FAILED',
      `${name} cannot be reached, or keeps failing: ${shown(conceal(error.message))}.`,
      {
        hint: `What is here can be used as before. Look whether the remote is there: git ls-remote ${remote}`,
      },
    );
  return error;
}
