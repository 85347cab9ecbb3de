import type { Oid } from '../../core/domain/records.ts';
import { shortOid } from '../../core/domain/units.ts';
import type { Page } from '../page.ts';

/** A commit that was written, and where it stands if people would not see it where they are. */
export function commitText(commit: Oid | null | undefined, { writes }: Page): string | undefined {
  if (commit === null || commit === undefined) return undefined;
  if (writes?.remote !== undefined) return `${shortOid(commit)}, pushed to ${writes.remote}/${writes.branch}`;
  return writes?.checkedOut === false
    ? `${shortOid(commit)} on ${writes.branch}, which is not checked out here`
    : shortOid(commit);
}
