import { expect, it } from 'vitest';
import { configuredSigner } from '../../../adapters/git/configured-signer.ts';
import { findGitLayout } from '../../../adapters/git/layout/find-git-layout.ts';
import { initRegistry } from '../../../adapters/init-registry.ts';
import { openRegistry } from '../../../adapters/open-registry.ts';
import { initGit } from '../../support/git-fixture.ts';

const unusable: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['OpenPGP', { 'user.signingkey': 'ABCDEF' }],
  ['a key that is not there', { 'gpg.format': 'ssh', 'user.signingkey': '/absent/key' }],
];

it.each(unusable)(
  'a repository that signs with %s can be read, and nothing is signed otherwise',
  async (_, settings) => {
    await using fixture = await initGit();
    const options = { cwd: fixture.folder, env: {}, actor: 'ann' };
    await initRegistry('.', options);
    for (const [name, value] of Object.entries({ 'commit.gpgsign': 'true', ...settings }))
      await fixture.git('config', name, value);

    const registry = await openRegistry('.', options);
    expect(await registry.models.list()).toMatchObject({ models: [], faults: [] });
    await registry.close();

    const { config } = await findGitLayout(fixture.folder);
    const signing = configuredSigner(config)?.sign(new Uint8Array());
    await expect(signing).rejects.toMatchObject({ code: 'INPUT_INVALID', exitCode: 2 });
  },
);
