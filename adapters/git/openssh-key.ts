import { createPrivateKey, type KeyObject } from 'node:crypto';
import { MergelineError } from '../../core/errors.ts';

const magic = 'openssh-key-v1\0';

/**
 * The Ed25519 key in a file of OpenSSH's own format (PROTOCOL.key), which Node does not read.
 * @throws MergelineError `INPUT_INVALID` for another kind of key, a passphrase or a damaged file.
 */
export function parseOpensshKey(text: string): KeyObject {
  const base64 = text.replace(/-----[A-Z ]+-----/g, '').replace(/\s+/g, '');
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('latin1', 0, magic.length) !== magic) throw unreadable('it is damaged');
  const header = stringsOf(bytes.subarray(magic.length), 3);
  if (header[0]?.toString() !== 'none') throw unreadable('it has a passphrase');
  const [, secret] = stringsOf((header[3] as Buffer).subarray(4), 2);
  const [type, publicKey, privateKey] = stringsOf((secret as Buffer).subarray(8), 3);
  if (type?.toString() !== 'ssh-ed25519') throw unreadable(`it is of the type ${type}`);
  const jwk = { kty: 'OKP', crv: 'Ed25519', d: base64url(privateKey?.subarray(0, 32)), x: base64url(publicKey) };
  return createPrivateKey({ key: jwk, format: 'jwk' });
}

/** The first strings of RFC 4251, and last what comes after them. */
function stringsOf(bytes: Buffer, count: number): readonly Buffer[] {
  const found: Buffer[] = [];
  let at = 0;
  while (found.length < count) {
    const length = at + 4 <= bytes.length ? bytes.readUInt32BE(at) : Number.POSITIVE_INFINITY;
    if (at + 4 + length > bytes.length) throw unreadable('it is damaged');
    found.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return [...found, bytes.subarray(at)];
}

function base64url(bytes: Buffer | undefined): string {
  return (bytes ?? Buffer.alloc(0)).toString('base64url');
}

function unreadable(why: string): MergelineError {
  return new MergelineError('INPUT_INVALID', `The signing key cannot be used: ${why}.`, {
    hint: 'Make one with: ssh-keygen -t ed25519 -N "" -f registry-signing-key',
  });
}
