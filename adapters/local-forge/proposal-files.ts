import { digestOf } from '../../core/domain/digest.ts';
import type { Closing, ProposalHead, ProposalRecord, Review } from '../../core/domain/records.ts';
import { MergelineError } from '../../core/errors.ts';
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
  const reviews = await readReviews(records, id);
  const record = decode('Proposal', file.bytes, { file: file.path });
  // A record that names another branch would let a close or a merge take that branch away.
  if (!record.branch.startsWith('mergeline/')) {
    throw new MergelineError(
      'FILE_INVALID',
      `${file.path} names the branch ${record.branch}, which is no proposal's.`,
      {
        hint: 'Somebody wrote this file by hand. Take it off the branch mergeline-records.',
      },
    );
  }
  return {
    record,
    heads: heads.sort((a, b) => a.number - b.number),
    reviews: reviews.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    ...(closing && { closing: decode('Closing', closing.bytes, { file: closing.path }) }),
  };
}

/** Each file is named by its own digest, so an edited review is none; and nobody is verified because a file says so. */
async function readReviews(records: Snapshot, id: string): Promise<Review[]> {
  const reviews: Review[] = [];
  for (const { name } of await records.list(reviewFolder(id))) {
    const path = `${reviewFolder(id)}/${name}`;
    const place = parseRecordPath(path);
    const file = place?.kind === 'Review' ? await records.read(path) : undefined;
    if (file === undefined || place?.kind !== 'Review' || digestOf(file.bytes) !== place.digest) continue;
    const review = decode('Review', file.bytes, { file: path });
    if (review.proposal === id) reviews.push({ ...review, identity: 'asserted' });
  }
  return reviews;
}

async function readFolder<Kind extends 'ProposalHead'>(records: Snapshot, folder: string, kind: Kind) {
  const values = [];
  for (const { name } of await records.list(folder)) {
    const path = `${folder}/${name}`;
    const file = parseRecordPath(path)?.kind === kind ? await records.read(path) : undefined;
    if (file !== undefined) values.push(decode(kind, file.bytes, { file: path }));
  }
  return values;
}
