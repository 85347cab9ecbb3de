import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openGitRepository } from '../../../adapters/git/open-git-repository.ts';
import { SshSigner } from '../../../adapters/git/ssh-signer.ts';
import { commitFiles } from '../../support/commit-files.ts';
import { initGit } from '../../support/git-fixture.ts';
import { requireTool } from '../../support/require-tool.ts';

const sshKeygen = requireTool('ssh-keygen');

function pemKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** A key file as ssh-keygen writes it. */
async function keyFile(folder: string, type: string, passphrase: string): Promise<string> {
  const path = join(folder, 'key');
  await promisify(execFile)('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', 'registry', '-f', path]);
  return readFile(path, 'utf8');
}

describe('a commit signed by SSH', () => {
  it('is verified by git with the key among the allowed signers', async ({ skip }) => {
    skip(!sshKeygen.available, sshKeygen.reason);
    await using fixture = await initGit('--bare');
    const { git, folder } = fixture;
    const signer = SshSigner.of(await keyFile(folder, 'ed25519', ''));
    await using repository = await openGitRepository({ path: folder, signer });
    await writeFile(join(folder, 'allowed'), `ann@example.com namespaces="git" ${signer.publicKeyLine()}\n`);
    await git('config', 'gpg.ssh.allowedSignersFile', join(folder, 'allowed'));

    const oid = await commitFiles(repository, { 'models/iris/model.yaml': 'a' }, { message: 'Signed\n\nWith a body.' });

    expect(await git('log', '-1', '--format=%G? %GS', oid)).toBe('G ann@example.com');
    expect((await repository.snapshot(oid)).commit.message).toBe('Signed\n\nWith a body.');
    await git('fsck', '--strict');
  });

  it('is refused by git when another key signed it', async ({ skip }) => {
    skip(!sshKeygen.available, sshKeygen.reason);
    await using fixture = await initGit('--bare');
    const { git, folder } = fixture;
    await using repository = await openGitRepository({ path: folder, signer: SshSigner.of(pemKey()) });
    await writeFile(join(folder, 'allowed'), `ann@example.com ${SshSigner.of(pemKey()).publicKeyLine()}\n`);
    await git('config', 'gpg.ssh.allowedSignersFile', join(folder, 'allowed'));

    const oid = await commitFiles(repository, { a: '1' });

    await expect(git('verify-commit', oid)).rejects.toThrow();
  });
});

describe('a signing key', () => {
  it('signs the same way from an OpenSSH file and from PEM', async ({ skip }) => {
    skip(!sshKeygen.available, sshKeygen.reason);
    await using fixture = await initGit();
    const text = await keyFile(fixture.folder, 'ed25519', '');
    const publicLine = (await readFile(join(fixture.folder, 'key.pub'), 'utf8')).split(' ').slice(0, 2).join(' ');

    expect(SshSigner.of(text).publicKeyLine()).toBe(publicLine);
  });

  it.each([
    ['rsa', ''],
    ['ed25519', 'secret'],
  ])('of the type %s with the passphrase %j is refused', async (type, passphrase) => {
    if (!sshKeygen.available) return;
    await using fixture = await initGit();
    const text = await keyFile(fixture.folder, type, passphrase);

    expect(() => SshSigner.of(text)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });

  it.each([
    ['empty', ''],
    ['no key at all', 'hello'],
    [
      'cut off',
      '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ==\n-----END OPENSSH PRIVATE KEY-----\n',
    ],
    ['of another kind', generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
  ])('that is %s is refused', (_, text) => {
    expect(() => SshSigner.of(text)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });
});
