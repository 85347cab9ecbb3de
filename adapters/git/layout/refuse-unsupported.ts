import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MergelineError } from '../../../core/errors.ts';
import { ifPresent } from '../if-present.ts';
import type { GitLayout } from './find-git-layout.ts';

/** Of repository format 1 (Git's `Documentation/technical/repository-version.txt`), what changes nothing for us. */
const harmlessExtensions = ['noop', 'noop-v1', 'preciousobjects', 'worktreeconfig', 'relativeworktrees'];

/**
 * Refuses by name what we would read wrongly.
 * @throws MergelineError `REPOSITORY_UNSUPPORTED` with the command that helps.
 */
export async function refuseUnsupported(layout: GitLayout): Promise<void> {
  const { commonDir, config } = layout;
  const shallow = await contentOf(join(commonDir, 'shallow'));
  if (shallow) refuse(layout, 'is shallow: a part of its history is missing', 'Fetch it with: git fetch --unshallow');
  refuseFormat(layout);
  const promisor = config.names().find((name) => /^remote\..*\.(promisor|partialclonefilter)$/.test(name));
  if (promisor !== undefined || config.get('extensions.partialclone') !== undefined) {
    refuse(layout, 'is a partial clone: objects are missing', 'Make a full clone with: git clone <url>');
  }
  if ((await ifPresent(stat(join(commonDir, 'reftable')))) !== undefined) refuseReftable(layout);
  if (await contentOf(join(commonDir, 'objects/info/alternates'))) {
    refuse(
      layout,
      'borrows objects from another repository (objects/info/alternates)',
      'Copy them here with: git repack -a -d && rm .git/objects/info/alternates',
    );
  }
}

function refuseFormat(layout: GitLayout): void {
  const { config } = layout;
  const version = Number(config.get('core.repositoryformatversion') ?? 0);
  if (version > 1) refuse(layout, `has format version ${version}`, 'Mergeline reads versions 0 and 1.');
  const format = config.get('extensions.objectformat') ?? 'sha1';
  if (format !== 'sha1') refuse(layout, `names objects by ${format}`, 'Make it with: git init --object-format=sha1');
  if ((config.get('extensions.refstorage') ?? 'files') !== 'files') refuseReftable(layout);
  if (version === 0) return;
  const known = ['objectformat', 'refstorage', 'partialclone', ...harmlessExtensions].map((it) => `extensions.${it}`);
  const unknown = config.names().find((name) => name.startsWith('extensions.') && !known.includes(name));
  if (unknown !== undefined) refuse(layout, `uses ${unknown}, which Mergeline does not know`);
}

function refuseReftable(layout: GitLayout): never {
  refuse(layout, 'keeps its refs as a reftable', 'Convert it with: git refs migrate --ref-format=files');
}

function refuse({ commonDir }: GitLayout, why: string, hint?: string): never {
  throw new MergelineError('REPOSITORY_UNSUPPORTED', `The repository ${commonDir} ${why}.`, { hint });
}

async function contentOf(path: string): Promise<string> {
  return ((await ifPresent(readFile(path, 'utf8'))) ?? '').trim();
}
