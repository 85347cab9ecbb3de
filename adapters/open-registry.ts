import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { RegistryContext, Toolchain } from '../core/context.ts';
import { present } from '../core/domain/present.ts';
import { MergelineError } from '../core/errors.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { Repository } from '../core/ports/repository.ts';
import type { Registry } from '../core/registry.ts';
import { registryOf } from '../core/use-cases.ts';
import { actingPerson } from './acting-person.ts';
import { PendingWriteFiles } from './filesystem/pending-write-files.ts';
import { configuredSigner } from './git/configured-signer.ts';
import type { GitRepository } from './git/git-repository.ts';
import { findGitLayout } from './git/layout/find-git-layout.ts';
import { openGitRepository } from './git/open-git-repository.ts';
import { otherRegistries } from './git/other-registries.ts';
import { recordsBranch, registryBranchOf } from './git/registry-branch.ts';
import { cachedCloneOf, gitUrlOf } from './git/remote/cached-clone.ts';
import { openRemoteRepository } from './git/remote/open-remote-repository.ts';
import { RemoteRepository } from './git/remote/remote-repository.ts';
import { remoteChoiceOf, remotesOf } from './git/remote-choice.ts';
import { RootedRepository } from './git/rooted-repository.ts';
import { UndecidedClone } from './git/undecided-clone.ts';
import { checkedOutRegistry } from './git/work-tree/checked-out-registry.ts';
import { LocalForge } from './local-forge/local-forge.ts';
import { type StoreLocation, storesOf } from './open-stores.ts';
import { openToolchain, type ToolchainOptions } from './open-toolchain.ts';

import { registryAtRemote } from './registry-at-remote.ts';
import type { SqliteSearchIndex } from './sqlite/search/sqlite-search-index.ts';

import { indexFileName, SqliteManifestIndex } from './sqlite/sqlite-manifest-index.ts';

export interface OpenOptions extends ToolchainOptions {
  /** Who acts, where somebody said so; git's `user.name` otherwise. */
  readonly actor?: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
  /** Told which state of the registry an answer is about, whenever another than the present one is asked for. */
  readonly onMoment?: RegistryContext['onMoment'];
}

/** Whole seconds: what Git keeps of a time. */
export const systemClock: Clock = { now: () => new Date().toISOString().replace(/\.\d{3}Z$/, 'Z') };

/**
 * Opens the registry at an address: a path of a Git repository, also of a folder in one, or the URL of a repository
 * elsewhere, which is reached through a clone in the user's cache.
 * @throws MergelineError `NOT_A_REGISTRY` when there is none, `USAGE` for an address that this version cannot open.
 */
export async function openRegistry(address: string, options: OpenOptions): Promise<Registry> {
  const toolchain = openToolchain(options);
  const url = gitUrlOf(address);
  if (url === undefined) refuseOtherAddress(address);
  const cached = url === undefined ? undefined : await cachedCloneOf(url, { env: options.env });
  const path = cached?.folder ?? resolve(options.cwd, address);
  const { config } = await findGitLayout(path);
  const signer = configuredSigner(config);
  const root = await registryFolder(path);
  const local = await openGitRepository({ path, root, ...(signer && { signer }) });
  const repository = await repositoryOf(local);
  if (cached?.isNew === false && repository instanceof RemoteRepository) await fetchIfReached(repository);
  const { layout } = local;
  const index = new SqliteManifestIndex(join(layout.commonDir, 'mergeline', indexFileName));
  let searchIndex: SqliteSearchIndex | undefined;
  const fetchedAt = repository instanceof RemoteRepository ? await repository.fetchedAt() : undefined;
  const { source, ...author } = await actingPerson(layout, options);
  const workTree = await checkedOutRegistry(layout, { branch: await registryBranchOf(layout), root });
  const registry = registryOf({
    ...(await contextOf(repository, { layout, root, objects: local, env: options.env }, index, {
      author,
      clock: options.clock ?? systemClock,
    })),
    ...toolchain,
    ...present({ workTree, fetchedAt, catchUp: catchUpOf(repository), onMoment: options.onMoment }),
    loadSearchIndex: async () => {
      const { SqliteSearchIndex } = await import('./sqlite/search/sqlite-search-index.ts');
      searchIndex ??= new SqliteSearchIndex(join(layout.commonDir, 'mergeline'));
      return searchIndex;
    },
    address: url === undefined ? (layout.workTree === undefined ? layout.commonDir : path) : address,
    ...(repository instanceof RemoteRepository && { remote: repository.remote }),
    ...present({ refresh: refreshOf(repository) }),
    examineSurroundings: async () =>
      (await import('./examine-surroundings.ts')).examineSurroundings(layout, source, fetchedAt),
    close: async () => {
      index.close();
      searchIndex?.close();
      await local[Symbol.asyncDispose]();
    },
  });
  if (!(repository instanceof RemoteRepository)) return registry;
  return registryAtRemote(registry, { remote: repository.remote, fetch: () => repository.refresh() });
}

/** A remote that is away can still be read as it was; writing to it fails by itself. */
async function fetchIfReached(repository: RemoteRepository): Promise<void> {
  try {
    await repository.fetch();
  } catch (error) {
    if ((await repository.fetchedAt()) === undefined) throw error;
  }
}

/** Where reads and writes go, as git config `mergeline.remote` says. */
async function repositoryOf(local: GitRepository): Promise<Repository> {
  const choice = remoteChoiceOf(local.layout.config);
  switch (choice.kind) {
    case 'local':
      return local;
    case 'undecided':
      return new UndecidedClone(local, choice.remote);
    case 'remote':
      return await openRemoteRepository(local, choice.remote);
  }
}

/** Absent where nobody writes elsewhere. */
function refreshOf(repository: Repository): RegistryContext['refresh'] {
  const isElsewhere = repository instanceof RemoteRepository || repository instanceof UndecidedClone;
  return isElsewhere ? () => repository.refresh() : undefined;
}

/** Of a clone that was not decided on, the branch itself is here: fetching alone would not move it. */
function catchUpOf(repository: Repository): string | undefined {
  if (repository instanceof RemoteRepository) return `git fetch ${repository.remote}`;
  return repository instanceof UndecidedClone ? 'git pull' : undefined;
}

async function contextOf(
  repository: Repository,
  location: StoreLocation & { readonly objects: GitRepository },
  manifestIndex: SqliteManifestIndex,
  acting: Pick<RegistryContext, 'author' | 'clock'>,
): Promise<Omit<RegistryContext, keyof Toolchain>> {
  const { layout } = location;
  const shared = {
    repository,
    branch: await registryBranchOf(layout),
    recordsBranch,
    actor: acting.author.name,
    ...acting,
  };
  return {
    ...shared,
    hasRemote: remotesOf(layout.config).length > 0,
    forge: new LocalForge(shared),
    forgeAsOf: (past) => new LocalForge({ ...shared, ...past }),
    ...storesOf(location),
    otherRegistries: (commit) =>
      otherRegistries(commit, location.root, (root) => {
        const other = new RootedRepository(repository, location.objects.rootedAt(root));
        return { repository: other, forge: new LocalForge({ ...shared, repository: other }) };
      }),
    pendingWrites: new PendingWriteFiles(pendingFolder(location)),
    manifestIndex,
    loadBaseBuilder: async () => (await import('./serving-base/local-base-builder.ts')).localBaseBuilder,
    loadExpressions: async () => new (await import('./cel/cel-compiler.ts')).CelCompiler(),
  };
}

/** The registry's folder in its repository: the nearest one upwards with a registry.yaml. */
async function registryFolder(path: string): Promise<string> {
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return relative(folder, nearestPolicy(path, folder)).split(sep).join('/');
    if (folder === dirname(folder)) return '';
  }
}

function nearestPolicy(path: string, top: string): string {
  for (let folder = path; folder.length >= top.length; folder = dirname(folder)) {
    if (existsSync(join(folder, 'registry.yaml'))) return folder;
    if (folder === dirname(folder)) break;
  }
  return path;
}

/** Notes of one registry say nothing to another in the same repository. */
function pendingFolder({ layout, root }: StoreLocation): string {
  return join(layout.commonDir, 'mergeline', 'pending', encodeURIComponent(root) || '@');
}

function refuseOtherAddress(address: string): void {
  if (!/^(?:[a-z][a-z0-9+.-]*:\/\/|github:)/i.test(address)) return;
  throw new MergelineError('USAGE', `This version does not open ${JSON.stringify(address)}.`, {
    hint: 'Give the path of a repository, or the URL of one as git+https://… or git@host:path.',
  });
}
