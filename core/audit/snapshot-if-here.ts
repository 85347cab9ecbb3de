import type { Oid } from '../domain/records.ts';
import { MergelineError } from '../errors.ts';
import type { RepositoryReader, Snapshot } from '../ports/repository.ts';

/** Undefined for a commit that Git has dropped, or never had. */
export async function snapshotIfHere(oid: Oid, repository: RepositoryReader): Promise<Snapshot | undefined> {
  try {
    return await repository.snapshot(oid);
  } catch (error) {
    if (error instanceof MergelineError) return undefined;
    throw error;
  }
}
