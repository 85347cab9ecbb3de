import { MergelineError } from '../../../core/errors.ts';
import type { GitRepository } from '../git-repository.ts';
import { GitProgram } from '../program/git-program.ts';
import { GitTransport } from './git-transport.ts';
import { HttpTransport } from './http-transport.ts';
import { RemoteRepository } from './remote-repository.ts';

/**
 * A clone whose writes go to one of its remotes.
 * @throws MergelineError `REPOSITORY_UNSUPPORTED` for a remote that is not reached by http(s) where there is no git program.
 */
export async function openRemoteRepository(
  clone: GitRepository,
  remote: string,
  { useGitProgram = true }: { readonly useGitProgram?: boolean } = {},
): Promise<RemoteRepository> {
  const program = new GitProgram(clone.layout.commonDir);
  if (useGitProgram && (await program.works()))
    return new RemoteRepository(clone, remote, new GitTransport(program, remote));
  const url = clone.layout.config.get(`remote.${remote}.url`) ?? '';
  if (/^https?:\/\//.test(url))
    return new RemoteRepository(clone, remote, new HttpTransport(clone.layout, remote, url));
  throw new MergelineError('REPOSITORY_UNSUPPORTED', `The remote ${remote} can only be reached with the git program.`, {
    hint: 'Install git, or give the remote an https URL.',
  });
}
