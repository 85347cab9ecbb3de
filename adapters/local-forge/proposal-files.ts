import type { Closing, ProposalHead, ProposalRecord, Review } from '../../core/domain/records.ts';
import type { Snapshot } from '../../core/ports/repository.ts';
import { decode } from '../../registry-schema/codec.ts';
import {
  closingPath,
  headFolder,
  parseRecordPath,
  proposalPath,
  reviewFolder,
} from '../../registry-schema/record-layout.ts';

/** Everything that the records branch holds about one proposal. */
export interface ProposalFiles {
  readonly record: ProposalRecord;
  /** Oldest first. */
  readonly heads: readonly ProposalHead[];
  /** Oldest first. */
  readonly reviews: readonly Review[];
  readonly closing?: Closing;
}

/** Ids in the order of opening. */
export async function listProposalIds(records: Snapshot): Promise<readonly string[]> {
  const folders = (await records.list('proposals')).filter(({ kind }) => kind === 'folder');
  return folders.map(({ name }) => name).sort((a, b) => Number(a) - Number(b));
}

export async function readProposalFiles(records: Snapshot, id: string): Promise<ProposalFiles | undefined> {
  if (parseRecordPath(proposalPath(id))?.kind !== 'Proposal') return undefined;
  const file = await records.read(proposalPath(id));
  if (file === undefined) return undefined;
  const closing = await records.read(closingPath(id));
  const heads = await readFolder(records, headFolder(id), 'ProposalHead');
  const reviews = await readFolder(records, reviewFolder(id), 'Review');
  return {
    record: decode('Proposal', file.bytes, { file: file.path }),
    heads: heads.sort((a, b) => a.number - b.number),
    reviews: reviews.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    ...(closing && { closing: decode('Closing', closing.bytes, { file: closing.path }) }),
  };
}

async function readFolder<Kind extends 'ProposalHead' | 'Review'>(records: Snapshot, folder: string, kind: Kind) {
  const values = [];
  for (const { name } of await records.list(folder)) {
    const path = `${folder}/${name}`;
    const file = parseRecordPath(path)?.kind === kind ? await records.read(path) : undefined;
    if (file !== undefined) values.push(decode(kind, file.bytes, { file: path }));
  }
  return values;
}
