import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { MergelineError } from '../../core/errors.ts';
import type { Signer } from '../../core/ports/signer.ts';
import { parseOpensshKey } from './openssh-key.ts';

const magic = Buffer.from('SSHSIG');
/** The one that `git verify-commit` asks for. */
const namespace = 'git';
const hash = 'sha512';
const algorithm = 'ssh-ed25519';
const lineLength = 70;

/** Signs commits as `git commit -S` does with `gpg.format=ssh`: OpenSSH's PROTOCOL.sshsig, with an Ed25519 key. */
export class SshSigner implements Signer {
  readonly #key: KeyObject;

  private constructor(key: KeyObject) {
    this.#key = key;
  }

  /**
   * @param text a private key as `ssh-keygen -t ed25519` or `openssl genpkey -algorithm ed25519` writes it.
   * @throws MergelineError `INPUT_INVALID` for another kind of key, and for one with a passphrase.
   */
  static of(text: string): SshSigner {
    const key = text.includes('BEGIN OPENSSH PRIVATE KEY') ? parseOpensshKey(text) : parsePem(text);
    if (key.asymmetricKeyType === 'ed25519') return new SshSigner(key);
    throw new MergelineError('INPUT_INVALID', `The signing key is of the type ${key.asymmetricKeyType}.`, {
      hint: 'Make one with: ssh-keygen -t ed25519 -N "" -f registry-signing-key',
    });
  }

  async sign(payload: Uint8Array): Promise<string> {
    const digest = createHash(hash).update(payload).digest();
    const signed = Buffer.concat([magic, ...[namespace, '', hash, digest].map(sshString)]);
    const signature = Buffer.concat([sshString(algorithm), sshString(sign(null, signed, this.#key))]);
    const version = Buffer.from([0, 0, 0, 1]);
    const parts = [this.#publicKey(), namespace, '', hash, signature].map(sshString);
    return armour(Buffer.concat([magic, version, ...parts]));
  }

  /** The line for an `allowed_signers` or `authorized_keys` file, without a principal. */
  publicKeyLine(): string {
    return `${algorithm} ${this.#publicKey().toString('base64')}`;
  }

  #publicKey(): Buffer {
    const { x } = createPublicKey(this.#key).export({ format: 'jwk' });
    return Buffer.concat([sshString(algorithm), sshString(Buffer.from(x as string, 'base64url'))]);
  }
}

function parsePem(text: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch (cause) {
    throw new MergelineError('INPUT_INVALID', 'The signing key cannot be read.', {
      hint: 'Give an Ed25519 private key without a passphrase, as ssh-keygen -t ed25519 -N "" writes it.',
      cause,
    });
  }
}

/** Length in four bytes, then the bytes: `string` of RFC 4251. */
function sshString(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function armour(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(new RegExp(`.{1,${lineLength}}`, 'g')) ?? [];
  return ['-----BEGIN SSH SIGNATURE-----', ...lines, '-----END SSH SIGNATURE-----', ''].join('\n');
}
