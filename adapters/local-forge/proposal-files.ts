import { digestOf } from '../../core/domain/digest.ts';
import type { Closing, ProposalHead, ProposalRecord, Review } from '../../core/domain/records.ts';
import { type Fault, MergelineError } from '../../core/errors.ts';
import type { Snapshot } from '../../core/ports/repository.ts';
import { orFault } from '../../core/reading/or-fault.ts';
import { decode } from '../../registry-schema/codec.ts';
import {
  closingPath,
  headFolder,
  headPath,
  parseRecordPath,
  proposalFolder,
  proposalPath,
  reviewFolder,
} from '../../registry-schema/record-layout.ts';
import { type RecordFiles, readFiles, readFolders } from './record-files.ts';

/** Everything that the records branch holds about one proposal. */
export interface ProposalFiles {
  readonly record: ProposalRecord;
  /** The newest. */
  readonly head: ProposalHead;
  /** Oldest first. */
  readonly reviews: readonly Review[];
  /** What is wrong with reviews that cannot be read. */
  readonly faults: readonly Fault[];
  readonly closing?: Closing;
}

/** Ids in the order of opening. */
export async function listProposalIds(records: Snapshot): Promise<readonly string[]> {
  const folders = (await records.list('proposals')).filter(({ kind }) => kind === 'folder');
  return folders.map(({ name }) => name).sort((a, b) => Number(a) - Number(b));
}

/**
 * Those that can be read, the newest first.
 * @param about leaves out others, of which nothing but the record is read then.
 * @param faults takes what is wrong with those that cannot be read.
 */
export async function listProposalFiles(
  records: Snapshot,
  faults: Fault[],
  about?: (record: ProposalRecord) => boolean,
): Promise<readonly ProposalFiles[]> {
  const all = (await listProposalIds(records)).toReversed();
  const ids = about === undefined ? all : await idsOf(all, about, records, faults);
  const files = await readFolders(records, ids.map(proposalFolder));
  const proposals: ProposalFiles[] = [];
  for (const id of ids) {
    const proposal = await orFault(faults, () => readProposalFiles(files, id));
    if (proposal !== undefined) proposals.push(proposal);
  }
  return proposals;
}

async function idsOf(
  ids: readonly string[],
  about: (record: ProposalRecord) => boolean,
  records: Snapshot,
  faults: Fault[],
): Promise<readonly string[]> {
  const entries = await Promise.all(
    ids.map(async (id) => ({ id, inside: await records.list(proposalFolder(id)), path: proposalPath(id) })),
  );
  const places = entries.flatMap(({ inside, path }) =>
    inside.flatMap(({ name, kind, oid }) => (kind === 'file' && path.endsWith(`/${name}`) ? [{ path, oid }] : [])),
  );
  const files = await readFiles(records, places);
  const found: string[] = [];
  for (const { id, path } of entries) {
    const file = files.get(path);
    const record = file && (await orFault(faults, async () => decode('Proposal', file.bytes, { file: path })));
    if (record !== undefined && about(record)) found.push(id);
  }
  return found;
}

/** @throws MergelineError `FILE_INVALID`. A review that cannot be read is among the faults instead: it counts for nothing. */
export async function readProposalFiles(records: RecordFiles, id: string): Promise<ProposalFiles | undefined> {
  if (parseRecordPath(proposalPath(id))?.kind !== 'Proposal') return undefined;
  const file = await records.read(proposalPath(id));
  if (file === undefined) return undefined;
  const record = decode('Proposal', file.bytes, { file: file.path });
  refuseForeign(record, id, file.path);
  const closing = await records.read(closingPath(id));
  const faults: Fault[] = [];
  const reviews = await readReviews(records, id, faults);
  return {
    record,
    head: await readNewestHead(records, id),
    reviews: reviews.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    faults,
    ...(closing && { closing: decode('Closing', closing.bytes, { file: closing.path }) }),
  };
}

/** A file that speaks of another proposal or of another branch would let a close or a merge take that away. */
function refuseForeign({ id, branch }: ProposalRecord, folder: string, path: string): void {
  const foreign =
    id !== folder ? `the proposal ${id}` : branch.startsWith('mergeline/') ? undefined : `the branch ${branch}`;
  if (foreign === undefined) return;
  const message = `names ${foreign}, which is not its own`;
  throw new MergelineError('FILE_INVALID', `${path} ${message}.`, {
    details: [{ file: path, message }],
    hint: 'Somebody wrote this file by hand. Take it off the branch mergeline-records.',
  });
}

async function readNewestHead(records: RecordFiles, id: string): Promise<ProposalHead> {
  const numbers = (await records.list(headFolder(id))).flatMap(({ name }) => {
    const place = parseRecordPath(`${headFolder(id)}/${name}`);
    return place?.kind === 'ProposalHead' ? [place.number] : [];
  });
  const path = headPath(id, Math.max(1, ...numbers));
  const file = await records.read(path);
  if (file === undefined) {
    const message = `is missing: proposal ${id} has no head`;
    throw new MergelineError('FILE_INVALID', `${path} ${message}.`, { details: [{ file: path, message }] });
  }
  return decode('ProposalHead', file.bytes, { file: path });
}

/** Each file is named by its own digest, so an edited review is none; and nobody is verified because a file says so. */
async function readReviews(records: RecordFiles, id: string, faults: Fault[]): Promise<Review[]> {
  const reviews: Review[] = [];
  for (const { name } of await records.list(reviewFolder(id))) {
    const path = `${reviewFolder(id)}/${name}`;
    const place = parseRecordPath(path);
    const file = place?.kind === 'Review' ? await records.read(path) : undefined;
    if (file === undefined || place?.kind !== 'Review' || digestOf(file.bytes) !== place.digest) continue;
    const review = await orFault(faults, async () => decode('Review', file.bytes, { file: path }));
    if (review?.proposal === id) reviews.push({ ...review, identity: 'asserted' });
  }
  return reviews;
}
