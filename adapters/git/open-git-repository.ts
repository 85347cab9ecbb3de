import type { Signer } from '../../core/ports/signer.ts';
import { GitRepository } from './git-repository.ts';
import { findGitLayout } from './layout/find-git-layout.ts';
import { refuseUnsupported } from './layout/refuse-unsupported.ts';
import { GitObjects } from './objects/git-objects.ts';
import { GitProgram } from './program/git-program.ts';

export interface OpenGitRepositoryOptions {
  /** A work tree, a folder in one, or a bare repository. */
  readonly path: string;
  /** The registry's folder in the repository; `''`, which is the default, is its top. */
  readonly root?: string;
  readonly signer?: Signer;
  /** False to read and write without the git program, as where there is none. */
  readonly useGitProgram?: boolean;
}

/**
 * Opens a local repository, first ending a step that a killed process left.
 * @throws MergelineError `NOT_A_REGISTRY` where there is no repository, `REPOSITORY_UNSUPPORTED` for one that we would misread.
 */
export async function openGitRepository(options: OpenGitRepositoryOptions): Promise<GitRepository> {
  const { path, root = '', signer, useGitProgram = true } = options;
  const layout = await findGitLayout(path);
  await refuseUnsupported(layout);
  const program = useGitProgram ? new GitProgram(layout.commonDir) : undefined;
  const objects = new GitObjects(layout.commonDir, program);
  const repository = new GitRepository({ layout, objects, root, signer, program });
  await repository.recover();
  return repository;
}
