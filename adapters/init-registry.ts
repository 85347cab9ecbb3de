import { existsSync } from 'node:fs';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { StorePolicy } from '../core/domain/policy.ts';
import { MergelineError } from '../core/errors.ts';
import type { Edit, Snapshot } from '../core/ports/repository.ts';
import { commitMessage } from '../core/writing/commit-message.ts';
import { policyPath } from '../registry-schema/layout.ts';
import { registryTemplate } from '../registry-schema/registry-template.ts';
import { actingPerson } from './acting-person.ts';
import { onDisk } from './filesystem/storage-error.ts';
import { initGit, setGitConfig } from './git/init-git.ts';
import { findGitLayout, type GitLayout } from './git/layout/find-git-layout.ts';
import { openGitRepository } from './git/open-git-repository.ts';
import { type OpenOptions, systemClock } from './open-registry.ts';

export interface InitOptions extends OpenOptions {
  /** `oci-layout:<dir>` or `lfs`; an OCI layout in the Git common directory when absent. */
  readonly store?: string;
  readonly dryRun?: boolean;
}

export interface InitAnswer {
  /** Where the registry is now, as `--registry` takes it. */
  readonly address: string;
  readonly branch: string;
  readonly commit: string | null;
  readonly files: readonly string[];
  /** False when there was a registry already. */
  readonly created: boolean;
  readonly warnings: readonly string[];
}

const firstBranch = 'main';
const attributesPath = '.gitattributes';
/** Manifests are named by digest, so a checkout on Windows may not change their line ends. */
const attributes = '# The files of a registry have the same bytes on every system.\n*.yaml text eol=lf\n';

/**
 * Makes a registry in a folder: a repository where there is none, then one commit with a commented registry.yaml, and a
 * .gitattributes where there is none.
 * @throws MergelineError `ALREADY_EXISTS` when a registry.yaml lies there that is not committed, `INPUT_INVALID` when the
 * folder is a file, `STORAGE_FAILED` when it cannot be made.
 */
export async function initRegistry(dir: string, options: InitOptions): Promise<InitAnswer> {
  const folder = resolve(options.cwd, dir);
  const store = parseStore(options.store);
  if (options.dryRun) {
    const files = existsSync(join(folder, attributesPath)) ? [policyPath] : [policyPath, attributesPath];
    return { address: folder, branch: firstBranch, commit: null, files, created: true, warnings: [] };
  }
  await makeFolder(folder);
  const layout = await findOrInitGit(folder);
  const branch = layout.config.get('mergeline.branch') ?? (await checkedOutBranch(layout)) ?? firstBranch;
  return await commitPolicy(folder, branch, store, options);
}

/** One folder after the other: node's recursive mkdir never returns where the system answers ENOENT, as below /proc. */
async function makeFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory()) return;
  if (found !== undefined) throw new MergelineError('INPUT_INVALID', `${folder} is a file, not a folder.`);
  if (dirname(folder) !== folder) await makeFolder(dirname(folder));
  await onDisk(folder, () => mkdir(folder)).catch(async (error: unknown) => {
    // Somebody else may have made it meanwhile.
    if (!(await stat(folder).catch(() => undefined))?.isDirectory()) throw error;
  });
}

async function commitPolicy(
  folder: string,
  branch: string,
  store: StorePolicy,
  options: InitOptions,
): Promise<InitAnswer> {
  const { below, workTree } = await findGitLayout(folder);
  await using repository = await openGitRepository({ path: folder, root: below });
  const answer = {
    address: folder,
    branch,
    warnings: below === '' ? [] : [insideOf(workTree ?? folder)],
  };
  const tip = await repository.tip(branch);
  const snapshot = tip === undefined ? undefined : await repository.snapshot(tip);
  if ((await snapshot?.find(policyPath)) !== undefined) {
    return { ...answer, commit: null, files: [], created: false };
  }
  refuseUncommitted(folder);
  await setGitConfig(repository.layout.commonDir, 'mergeline.branch', branch);
  const { source: _, ...author } = await actingPerson(repository.layout, options);
  const edits = await firstFiles(folder, snapshot, registryTemplate({ owner: author.name, store }));
  const commit = await repository.commit({
    branch,
    expected: tip,
    edits,
    message: commitMessage('make this folder a model registry', '', { actor: author.name }),
    author,
    at: (options.clock ?? systemClock).now(),
  });
  if (commit === 'stale')
    throw new MergelineError('CONFLICT', `Another writer moved ${branch} at the same moment.`, {
      hint: 'Run the command again.',
    });
  return { ...answer, commit, files: edits.map(({ path }) => path), created: true };
}

async function firstFiles(folder: string, snapshot: Snapshot | undefined, policy: string): Promise<readonly Edit[]> {
  const hasAttributes =
    existsSync(join(folder, attributesPath)) || (await snapshot?.find(attributesPath)) !== undefined;
  const texts = { [policyPath]: policy, ...(!hasAttributes && { [attributesPath]: attributes }) };
  return Object.entries(texts).map(([path, text]) => ({ path, bytes: new TextEncoder().encode(text) }));
}

function refuseUncommitted(folder: string): void {
  if (existsSync(join(folder, policyPath))) {
    throw new MergelineError(
      'ALREADY_EXISTS',
      `${join(folder, policyPath)} is there already, but it is not committed.`,
      {
        hint: 'Commit it to make this folder a registry, or remove it and run mergeline init again.',
      },
    );
  }
}

function insideOf(workTree: string): string {
  return `The registry is a folder of the repository ${workTree} and shares its branch. For a repository of its own, run git init in the folder first.`;
}

async function findOrInitGit(folder: string): Promise<GitLayout> {
  try {
    return await findGitLayout(folder);
  } catch (error) {
    if (!(error instanceof MergelineError) || error.code !== 'NOT_A_REGISTRY') throw error;
    await initGit(folder, firstBranch);
    return await findGitLayout(folder);
  }
}

/** Undefined in a bare repository, where HEAD is only where clones start, and on a detached HEAD. */
async function checkedOutBranch({ gitDir }: GitLayout): Promise<string | undefined> {
  return /^ref: refs\/heads\/(\S+)/.exec(await readFile(join(gitDir, 'HEAD'), 'utf8'))?.[1];
}

function parseStore(text: string | undefined): StorePolicy {
  if (text === undefined) return { name: 'local', type: 'oci-layout' };
  if (text === 'lfs') return { name: 'lfs', type: 'lfs' };
  const [, path] = /^oci-layout:(.+)$/.exec(text) ?? [];
  if (path !== undefined) return { name: 'local', type: 'oci-layout', path };
  throw new MergelineError('USAGE', `${JSON.stringify(text)} is no store that this version can make.`, {
    hint: 'Write oci-layout:<dir> or lfs.',
  });
}
