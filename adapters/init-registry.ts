import { existsSync } from 'node:fs';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { StorePolicy } from '../core/domain/policy.ts';
import { MergelineError } from '../core/errors.ts';
import type { Edit, Snapshot } from '../core/ports/repository.ts';
import { commitMessage } from '../core/writing/commit-message.ts';
import { policyPath } from '../registry-schema/layout.ts';
import { textRules } from '../registry-schema/patterns.ts';
import { registryTemplate } from '../registry-schema/registry-template.ts';
import { actingPerson } from './acting-person.ts';
import { onDisk } from './filesystem/storage-error.ts';
import { initGit, setGitConfig } from './git/init-git.ts';
import { findGitLayout, type GitLayout } from './git/layout/find-git-layout.ts';
import { openGitRepository } from './git/open-git-repository.ts';
import { type OpenOptions, systemClock } from './open-registry.ts';

export interface InitOptions extends OpenOptions {
  /** `oci://<host>/<path>`, `oci-layout:<dir>` or `lfs`; an OCI layout in the Git common directory when absent. */
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

const ociRepository = new RegExp(textRules.ociRepository.pattern, 'u');
const firstBranch = 'main';
const attributesPath = '.gitattributes';
/** Manifests are named by digest, so a checkout on Windows may not change their line ends. */
const attributes = '# The files of a registry have the same bytes on every system.\n*.yaml text eol=lf\n';

/**
 * Makes a registry in a folder: a repository where there is none, then one commit with a commented registry.yaml, and a
 * .gitattributes where there is none.
 * @throws MergelineError `ALREADY_EXISTS` when a registry.yaml lies there that is not committed, `INPUT_INVALID` when the
 * folder is a file or lies in a registry, `STORAGE_FAILED` when it cannot be made.
 */
export async function initRegistry(dir: string, options: InitOptions): Promise<InitAnswer> {
  const folder = resolve(options.cwd, dir);
  const store = parseStore(options.store);
  refuseInsideRegistry(folder);
  const found = await findRepositoryAround(folder);
  if (options.dryRun && (found === undefined || !existsSync(folder))) return await planNewRegistry(folder, found);
  await makeFolder(folder);
  if (found === undefined) await initGit(folder, firstBranch);
  return await commitPolicy(folder, await findGitLayout(folder), store, options);
}

/**
 * A registry is found from every folder below it, so another one in there would be a trap; a repository in there is its own.
 * @throws MergelineError `INPUT_INVALID`
 */
function refuseInsideRegistry(folder: string): void {
  for (let below = folder; dirname(below) !== below && !existsSync(join(below, '.git')); below = dirname(below)) {
    const above = dirname(below);
    if (!existsSync(join(above, policyPath))) continue;
    throw new MergelineError('INPUT_INVALID', `${folder} lies inside the registry ${above}.`, {
      hint: 'Choose a folder outside of it, or register models in the registry that is there.',
    });
  }
}

/** The repository that a folder lies in, or would lie in. */
async function findRepositoryAround(folder: string): Promise<GitLayout | undefined> {
  if (!existsSync(folder)) return await findRepositoryAround(dirname(folder));
  try {
    return await findGitLayout(folder);
  } catch (error) {
    if (error instanceof MergelineError && error.code === 'NOT_A_REGISTRY') return undefined;
    throw error;
  }
}

async function planNewRegistry(folder: string, around: GitLayout | undefined): Promise<InitAnswer> {
  const files = existsSync(join(folder, attributesPath)) ? [policyPath] : [policyPath, attributesPath];
  const plan = { address: folder, commit: null, files, created: true };
  if (around === undefined) return { ...plan, branch: firstBranch, warnings: [] };
  return { ...plan, branch: await branchIn(around), warnings: [insideOf(around.workTree ?? folder)] };
}

async function branchIn(layout: GitLayout): Promise<string> {
  return layout.config.get('mergeline.branch') ?? (await checkedOutBranch(layout)) ?? firstBranch;
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
  layout: GitLayout,
  store: StorePolicy,
  options: InitOptions,
): Promise<InitAnswer> {
  await using repository = await openGitRepository({ path: folder, root: layout.below });
  const branch = await branchIn(layout);
  const tip = await repository.tip(branch);
  const snapshot = tip === undefined ? undefined : await repository.snapshot(tip);
  const place = { address: folder, branch };
  if ((await snapshot?.find(policyPath)) !== undefined)
    return { ...place, commit: null, files: [], created: false, warnings: [] };
  refuseUncommitted(folder);
  const { source: _, ...author } = await actingPerson(repository.layout, options);
  const edits = await firstFiles(folder, snapshot, registryTemplate({ owner: author.name, store }));
  const answer = {
    ...place,
    files: edits.map(({ path }) => path),
    created: true,
    warnings: await warningsOfPlace(folder, layout, branch, snapshot),
  };
  if (options.dryRun) return { ...answer, commit: null };
  await setGitConfig(repository.layout.commonDir, 'mergeline.branch', branch);
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
  return { ...answer, commit };
}

/** A registry may share a repository with other things, which people should choose and not come upon. */
async function warningsOfPlace(
  folder: string,
  { below, workTree }: GitLayout,
  branch: string,
  snapshot: Snapshot | undefined,
): Promise<readonly string[]> {
  if (below !== '') return [insideOf(workTree ?? folder)];
  const others = ((await snapshot?.list('')) ?? []).filter(({ name }) => !ordinaryNames.test(name));
  if (others.length === 0) return [];
  const shown = others.slice(0, 3).map(({ name }) => name);
  const names = others.length > shown.length ? `${shown.join(', ')} and more` : shown.join(', ');
  return [
    `The registry shares this repository, and its branch ${branch}, with ${names}: every registration is a commit there. For a repository of its own: mergeline init <another folder>`,
  ];
}

/** What a repository that was made for a registry may hold already. */
const ordinaryNames = /^(\.git.*|\.editorconfig|README.*|LICEN[CS]E.*|CODEOWNERS|SECURITY.*|CONTRIBUTING.*)$/i;

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

/** Undefined in a bare repository, where HEAD is only where clones start, and on a detached HEAD. */
async function checkedOutBranch({ gitDir }: GitLayout): Promise<string | undefined> {
  return /^ref: refs\/heads\/(\S+)/.exec(await readFile(join(gitDir, 'HEAD'), 'utf8'))?.[1];
}

function parseStore(text: string | undefined): StorePolicy {
  if (text === undefined) return { name: 'local', type: 'oci-layout' };
  if (text === 'lfs') return { name: 'lfs', type: 'lfs' };
  const [, path] = /^oci-layout:(.+)$/.exec(text) ?? [];
  if (path !== undefined) return { name: 'local', type: 'oci-layout', path };
  const [, reference] = /^oci:\/\/(.+?)\/?$/.exec(text) ?? [];
  if (reference !== undefined && ociRepository.test(reference)) return { name: 'registry', type: 'oci', reference };
  throw new MergelineError('USAGE', `${JSON.stringify(text)} is no store that this version can make.`, {
    hint: 'Write oci://<host>/<path> in lower case, oci-layout:<dir> or lfs.',
  });
}
