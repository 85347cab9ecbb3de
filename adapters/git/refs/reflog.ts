import { appendFile, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Instant } from '../../../core/domain/manifest.ts';
import type { Oid } from '../../../core/domain/records.ts';
import type { Person } from '../../../core/ports/repository.ts';
import { onDisk } from '../../filesystem/storage-error.ts';
import { ifPresent } from '../if-present.ts';
import type { GitConfig } from '../layout/git-config.ts';
import { identityOf, secondsOf } from '../objects/commit-codec.ts';

/** One move of a ref, as `git reflog` shows it. */
export interface Move {
  readonly from: Oid | undefined;
  readonly to: Oid;
  readonly who: Person;
  readonly at: Instant;
  /** One line. */
  readonly reason: string;
}

/** Appends to the log of a ref where Git would: `core.logAllRefUpdates`, by default on unless the repository is bare. */
export async function appendReflog(
  log: { readonly gitDir: string; readonly ref: string },
  move: Move,
  config: GitConfig,
): Promise<void> {
  const path = join(log.gitDir, 'logs', log.ref);
  const enabled = config.get('core.logallrefupdates') === 'always' || config.flag('core.logallrefupdates');
  if (!(enabled ?? !config.flag('core.bare')) && (await ifPresent(stat(path))) === undefined) return;
  await onDisk(path, async () => {
    await mkdir(dirname(path), { recursive: true });
    await appendFile(path, lineOf(move));
  });
}

function lineOf({ from, to, who, at, reason }: Move): string {
  const what = reason.replace(/\s+/g, ' ').trim();
  return `${from ?? '0'.repeat(40)} ${to} ${identityOf(who)} ${secondsOf(at)} +0000\t${what}\n`;
}
