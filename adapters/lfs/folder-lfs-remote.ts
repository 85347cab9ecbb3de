import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { MergelineError } from '../../core/errors.ts';
import type { Content, ContentFolder } from '../filesystem/content-folder.ts';
import { ifPresent } from '../git/if-present.ts';
import { findGitLayout, type GitLayout } from '../git/layout/find-git-layout.ts';
import { lfsObjects } from './lfs-objects.ts';
import type { LfsRemote, Upload } from './lfs-remote.ts';

/**
 * The objects of another repository on this machine. They are copied: `git lfs` links them, and a file that is damaged in
 * one of the two is damaged in both then.
 */
export class FolderLfsRemote implements LfsRemote {
  readonly name: string;
  readonly #objects: ContentFolder;

  constructor(name: string, objects: ContentFolder) {
    this.name = name;
    this.#objects = objects;
  }

  has(content: Content): Promise<boolean> {
    return this.#objects.has(content);
  }

  download(content: Content): AsyncIterable<Uint8Array> {
    return this.#objects.read(content);
  }

  async upload(uploads: readonly Upload[], onProgress?: (path: string) => void): Promise<void> {
    for (const { path, open, digest, size } of uploads) {
      if (await this.#objects.has({ digest, size })) continue;
      onProgress?.(path);
      await this.#objects.write({ digest, size }, open, path);
    }
  }
}

/** @throws MergelineError `REMOTE_FAILED` when there is no repository. */
export async function openFolderRemote(name: string, path: string): Promise<FolderLfsRemote> {
  for (const candidate of [path, `${path}.git`, join(path, '.git')]) {
    const layout = await layoutAt(candidate);
    if (layout !== undefined)
      return new FolderLfsRemote(
        `${name} (${candidate})`,
        lfsObjects(layout.commonDir, layout.config.get('lfs.storage')),
      );
  }
  throw new MergelineError('REMOTE_FAILED', `The remote ${name} is away: there is no repository at ${path}.`, {
    hint: `Bring it back, or name where it is now with: git remote set-url ${name} <path or URL>`,
  });
}

/** The repository that lies just there, not one around it. */
async function layoutAt(path: string): Promise<GitLayout | undefined> {
  const real = await ifPresent(realpath(path));
  if (real === undefined) return undefined;
  const layout = await findGitLayout(real).catch((error: unknown) => {
    if (error instanceof MergelineError && error.code === 'NOT_A_REGISTRY') return undefined;
    throw error;
  });
  return layout?.gitDir === real || layout?.workTree === real ? layout : undefined;
}
