import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { MergelineError } from '../../core/errors.ts';
import type { Signer } from '../../core/ports/signer.ts';
import type { GitConfig } from './layout/git-config.ts';

/**
 * The signer that the repository's own configuration asks for: `commit.gpgsign` with `gpg.format=ssh` and the path of an
 * Ed25519 private key in `user.signingkey`. Undefined where commits are not signed. The key is looked at when something is
 * signed: whoever only reads needs none.
 * @throws MergelineError on signing, `INPUT_INVALID` when it is asked for in a way that is not supported: nothing goes unsigned silently.
 */
export function configuredSigner(config: GitConfig): Signer | undefined {
  if (!config.flag('commit.gpgsign')) return undefined;
  let signer: Promise<Signer> | undefined;
  return {
    async sign(payload) {
      signer ??= readSigner(config);
      return await (await signer).sign(payload);
    },
  };
}

async function readSigner(config: GitConfig): Promise<Signer> {
  const key = config.get('user.signingkey');
  if (config.get('gpg.format') !== 'ssh' || key === undefined || /^(?:key::|ssh-)/.test(key)) {
    throw new MergelineError('INPUT_INVALID', 'This repository signs commits in a way that Mergeline cannot.', {
      hint: 'Set gpg.format to ssh and user.signingkey to the path of an Ed25519 private key, or commit.gpgsign to false, with git config in this repository.',
    });
  }
  const { SshSigner } = await import('./ssh-signer.ts');
  const path = key.replace(/^~(?=\/)/, homedir()).replace(/\.pub$/, '');
  try {
    return SshSigner.of(await readFile(path, 'utf8'));
  } catch (cause) {
    if (cause instanceof MergelineError) throw cause;
    throw new MergelineError('INPUT_INVALID', `The signing key ${path} cannot be read.`, {
      hint: 'Set user.signingkey with git config.',
      cause,
    });
  }
}
