import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { GitConfig } from '../../../adapters/git/layout/git-config.ts';
import { SshAccess } from '../../../adapters/lfs/ssh-access.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

interface Scene {
  readonly access: SshAccess;
  /** The arguments of each call, one a line. */
  calls(): Promise<string[]>;
}

/** @param script what stands in place of ssh does after it noted its arguments. */
async function sshThat(script: string, path = 'team/models.git'): Promise<Scene> {
  const folder = await temporaryFolder();
  const [program, log] = [join(folder, 'my ssh'), join(folder, 'log')];
  await writeFile(program, `#!/bin/sh\nprintf '%s|' "$@" >> '${log}'; echo >> '${log}'\n${script}\n`);
  await chmod(program, 0o755);
  const config = new GitConfig(new Map([['core.sshcommand', [`"${program}" -o 'Some Option=1'`]]]));
  return {
    access: new SshAccess({ kind: 'ssh', destination: 'git@host', port: '2222', path }, config),
    calls: async () => (await readFile(log, 'utf8')).trimEnd().split('\n'),
  };
}

const answer = (fields: object) => `echo '${JSON.stringify(fields)}'`;
const href = 'https://lfs.host/models';
const header = { Authorization: 'RemoteAuth s3cret' };

it('asks the host where the objects are, and asks again only when the answer has expired', async () => {
  const lasting = await sshThat(answer({ href, header, expires_in: 3600 }));
  const entrance = await lasting.access.enter('download');
  await lasting.access.enter('download');
  await lasting.access.enter('upload');

  expect(entrance).toEqual({ url: new URL(href), headers: header });
  expect(await lasting.calls()).toEqual([
    '-o|Some Option=1|-p|2222|git@host|git-lfs-authenticate team/models.git download|',
    '-o|Some Option=1|-p|2222|git@host|git-lfs-authenticate team/models.git upload|',
  ]);

  const fleeting = await sshThat(answer({ href, header, expires_in: 1 }));
  await fleeting.access.enter('download');
  await fleeting.access.enter('download');
  expect(await fleeting.calls()).toHaveLength(2);
});

it('asks again after the server did not take the token, and never shows it', async () => {
  const { access, calls } = await sshThat(answer({ href, header }));
  await access.enter('download');

  expect(await access.renew('download')).toBe(true);
  await access.enter('download');

  expect(await calls()).toHaveLength(2);
  expect(access.conceal('refused: RemoteAuth s3cret')).not.toContain('s3cret');
});

it('hands a path to the shell of the host as one word', async () => {
  const { access, calls } = await sshThat(answer({ href }), "a b'; rm -rf ~; '.git");
  await access.enter('download');

  expect((await calls())[0]).toContain(`git-lfs-authenticate 'a b'\\''; rm -rf ~; '\\''.git' download`);
});

it.each([
  ['a host that refuses', 'echo "Permission denied (publickey)." >&2; exit 255'],
  ['a greeting instead of JSON', 'echo "Welcome to host!"'],
  ['null', 'echo null'],
  ['no address', "echo '{}'"],
  ['an address that is none', `echo '{"href":"lfs"}'`],
  ['output without end', 'yes'],
])('%s ends with what to try by hand', async (_, script) => {
  const { access } = await sshThat(script);

  await expect(access.enter('download')).rejects.toMatchObject({
    code: 'REMOTE_FAILED',
    exitCode: 7,
    hint: expect.stringContaining('ssh git@host git-lfs-authenticate team/models.git download'),
  });
});

it('a program that is not there is told', async () => {
  const config = new GitConfig(new Map([['core.sshcommand', ['/no/such/ssh']]]));
  const access = new SshAccess({ kind: 'ssh', destination: 'git@host', path: 'a.git' }, config);

  await expect(access.enter('download')).rejects.toMatchObject({ code: 'REMOTE_FAILED' });
});
