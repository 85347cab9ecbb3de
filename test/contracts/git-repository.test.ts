import { describe } from 'vitest';
import { openGitRepository } from '../../adapters/git/open-git-repository.ts';
import { initGit } from '../support/git-fixture.ts';
import { describeRepository } from './repository.contract.ts';

describe.each([
  ['a bare Git repository', ['--bare']],
  ['a Git work tree', []],
])('%s', (name, init) => {
  for (const useGitProgram of [true, false]) {
    describeRepository(`${name} ${useGitProgram ? 'with' : 'without'} the git program`, async (root) => {
      const fixture = await initGit(...init);
      const repository = await openGitRepository({ path: fixture.folder, root, useGitProgram });
      const dispose = async () => {
        await repository[Symbol.asyncDispose]();
        await fixture[Symbol.asyncDispose]();
      };
      return { repository, dispose };
    });
  }
});
