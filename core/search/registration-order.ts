import { parsePath } from '../../registry-schema/layout.ts';
import type { Oid } from '../domain/records.ts';
import { compareVersions } from '../domain/version.ts';
import type { HistoryEntry, RepositoryReader } from '../ports/repository.ts';
import type { Registered, RegistrationOrder } from '../ports/search-index.ts';

type Reader = Pick<RepositoryReader, 'history' | 'snapshot'>;

/**
 * The versions in the order in which first-parent history brought them; those of one commit by SemVer.
 * @param known a commit whose order is known already: where it stands on that history, only what came behind it is told.
 */
export async function registrationOrder(repository: Reader, commit: Oid, known?: Oid): Promise<RegistrationOrder> {
  if (known !== undefined && (await isAtOrBefore(repository, commit, known)))
    return { relation: 'before', versions: [] };
  const versions: Registered[] = [];
  for await (const entry of repository.history(commit)) {
    if (entry.commit.oid === known) return { relation: 'behind', versions: versions.reverse() };
    versions.push(...registeredIn(entry).reverse());
  }
  return { relation: 'apart', versions: versions.reverse() };
}

/** Looked for as long as the clocks allow it: where they are wrong, everything is told again, which is right too. */
async function isAtOrBefore(repository: Reader, commit: Oid, known: Oid): Promise<boolean> {
  if (commit === known) return true;
  const [asked, later] = await Promise.all([commit, known].map((oid) => timeOf(repository, oid)));
  if (asked === undefined || later === undefined || asked > later) return false;
  for await (const entry of repository.history(known)) {
    if (entry.commit.oid === commit) return true;
    if (Date.parse(entry.commit.at) < asked) return false;
  }
  return false;
}

async function timeOf(repository: Reader, oid: Oid): Promise<number | undefined> {
  const found = await repository.snapshot(oid).catch(() => undefined);
  return found && Date.parse(found.commit.at);
}

function registeredIn({ changes }: HistoryEntry): Registered[] {
  return changes
    .filter(({ before, after }) => before === undefined && after !== undefined)
    .flatMap(({ path }) => {
      const place = parsePath(path);
      return place?.kind === 'ModelVersion' ? [{ model: place.model, version: place.version }] : [];
    })
    .sort((a, b) => compareVersions(a.version, b.version));
}
