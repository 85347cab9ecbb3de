import type { DatabaseSync } from 'node:sqlite';
import type { Oid } from '../../../core/domain/records.ts';
import type { SearchSource } from '../../../core/ports/search-index.ts';
import { versionKey } from '../../../core/search/version-key.ts';
import { numberField } from '../../../core/search/version-numbers.ts';
import { markIn, setMark } from './search-database.ts';

/** Gives the versions their numbers as of a commit, inside somebody's transaction: what is known already is not counted again. */
export async function numberVersions(database: DatabaseSync, commit: Oid, source: SearchSource): Promise<void> {
  const { relation, versions } = await source.order(commit, markIn(database, 'numbered'));
  if (relation === 'before') return;
  database.prepare('INSERT OR IGNORE INTO field (name) VALUES (?)').run(numberField);
  if (relation === 'apart') forgetNumbers(database);
  const numbered = database.prepare('SELECT 1 FROM numbering WHERE model = ? AND key = ?');
  const last = database.prepare('SELECT count(*) AS number FROM numbering WHERE model = ?');
  const remember = database.prepare('INSERT INTO numbering VALUES (?, ?, ?)');
  const tell = database.prepare(
    `INSERT OR IGNORE INTO fact
    SELECT v.id, (SELECT id FROM field WHERE name = ?), 0, ?, NULL, NULL FROM version v WHERE v.name = ? AND v.key = ?`,
  );
  const lastOf = new Map<string, number>();
  for (const { model, version } of versions) {
    const key = versionKey(version);
    if (numbered.get(model, key) !== undefined) continue;
    const number = (lastOf.get(model) ?? (last.get(model)?.['number'] as number)) + 1;
    lastOf.set(model, number);
    remember.run(model, key, number);
    tell.run(numberField, number, model, key);
  }
  setMark(database, 'numbered', commit);
}

function forgetNumbers(database: DatabaseSync): void {
  database.exec('DELETE FROM numbering');
  database.prepare('DELETE FROM fact WHERE field = (SELECT id FROM field WHERE name = ?)').run(numberField);
}
