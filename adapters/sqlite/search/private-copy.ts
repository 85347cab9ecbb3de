import { rmSync } from 'node:fs';
import { backup, type DatabaseSync } from 'node:sqlite';
import { openSearchDatabase } from './search-database.ts';

/** In one step, so that it is of one state. */
const everyPage = 2 ** 31 - 1;

/**
 * A copy of an index that nobody else sees, to be brought to another commit. Its file goes at once where the system lets
 * go of open files, and is swept away with old ones where it does not.
 */
export async function privateCopy(of: DatabaseSync, file: string): Promise<DatabaseSync> {
  try {
    await backup(of, file, { rate: everyPage });
    const copy = openSearchDatabase(file, { readOnly: false });
    copy.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF');
    return copy;
  } finally {
    rmSync(file, { force: true });
  }
}
