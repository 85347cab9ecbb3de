import { join } from 'node:path';
import { openGitRepository } from '../../adapters/git/open-git-repository.ts';
import { openRemoteRepository } from '../../adapters/git/remote/open-remote-repository.ts';
import { type GitFixture, initGit } from '../support/git-fixture.ts';
import { serveGit } from '../support/git-http-server.ts';
import { describeRepository, type RepositoryUnderTest } from './repository.contract.ts';

/** A clone in a folder `clone` of the fixture, of the bare repository `remote.git` beside it. */
async function makeClone({ git, folder }: GitFixture, url: string): Promise<string> {
  await git('init', '--quiet', '--bare', '--initial-branch=main', 'remote.git');
  await git('-C', 'remote.git', 'config', 'http.receivepack', 'true');
  await git('init', '--quiet', 'clone');
  await git('-C', 'clone', 'remote', 'add', 'origin', url);
  return join(folder, 'clone');
}

/** Slow, and the same code as in a local repository. */
const once = { only: ['in a folder'] };

async function open(path: string, root: string, useGitProgram: boolean): Promise<Required<RepositoryUnderTest>> {
  const clone = await openGitRepository({ path, root, useGitProgram });
  const repository = await openRemoteRepository(clone, 'origin', { useGitProgram });
  return { repository, dispose: () => clone[Symbol.asyncDispose]() };
}

describeRepository(
  'a clone that pushes to a path with the git program',
  async (root) => {
    const fixture = await initGit();
    const { repository, dispose } = await open(
      await makeClone(fixture, join(fixture.folder, 'remote.git')),
      root,
      true,
    );
    return {
      repository,
      dispose: async () => {
        await dispose();
        await fixture[Symbol.asyncDispose]();
      },
    };
  },
  once,
);

describeRepository(
  'a clone that pushes over http without the git program',
  async (root) => {
    const fixture = await initGit();
    const server = await serveGit(fixture.folder);
    const { repository, dispose } = await open(await makeClone(fixture, server.url('remote.git')), root, false);
    return {
      repository,
      dispose: async () => {
        await dispose();
        await server[Symbol.asyncDispose]();
        await fixture[Symbol.asyncDispose]();
      },
    };
  },
  once,
);
