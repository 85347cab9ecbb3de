import type { DatabaseSync } from 'node:sqlite';
import type { Oid } from '../../../core/domain/records.ts';
import type { SearchSource } from '../../../core/ports/search-index.ts';
import { ModelWriter, type WriterOptions } from './model-writer.ts';
import { markIn, setMark, setPolicyFaults } from './search-database.ts';

/** Makes of the state that a database has that of another commit, inside somebody's transaction: what differs is read, nothing else. */
export async function bringTo(
  database: DatabaseSync,
  commit: Oid,
  source: SearchSource,
  options: WriterOptions = {},
): Promise<void> {
  const known = markIn(database, 'commit');
  if (known === commit) return;
  if (known === undefined) throw new Error('The database is of no commit.');
  const writer = new ModelWriter(database, options);
  for await (const changed of source.changes(known, commit)) writer.change(changed);
  setPolicyFaults(database, await source.policyFaults(commit));
  setMark(database, 'commit', commit);
}
