import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ifPresent } from './if-present.ts';
import type { GitLayout } from './layout/find-git-layout.ts';

/** Where proposals, reviews and receipts are kept. */
export const recordsBranch = 'mergeline-records';

/**
 * The branch that decides what is registered: git config `mergeline.branch`, else where `origin/HEAD` points, else `main`.
 * What is checked out never decides it.
 */
export async function registryBranchOf({
  commonDir,
  config,
}: Pick<GitLayout, 'commonDir' | 'config'>): Promise<string> {
  const configured = config.get('mergeline.branch');
  if (configured) return configured;
  const originHead = await ifPresent(readFile(join(commonDir, 'refs/remotes/origin/HEAD'), 'utf8'));
  return /^ref: refs\/remotes\/origin\/(\S+)/.exec(originHead ?? '')?.[1] ?? 'main';
}
