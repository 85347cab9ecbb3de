import { openGitRepository } from '../../adapters/git/open-git-repository.ts';
import { MergelineError } from '../../core/errors.ts';
import { commitFiles } from './commit-files.ts';

/**
 * A process that makes one commit and prints its id, or the code of the error:
 * `node commit-once.ts <repository> <files as JSON>`.
 */
const [path = '', files = '{}'] = process.argv.slice(2);
try {
  await using repository = await openGitRepository({ path });
  console.log(await commitFiles(repository, JSON.parse(files)));
} catch (error) {
  if (!(error instanceof MergelineError)) throw error;
  console.log(error.code);
}
