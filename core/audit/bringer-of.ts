import type { Instant } from '../domain/manifest.ts';
import type { ModelName } from '../domain/names.ts';
import type { Oid } from '../domain/records.ts';
import type { Version } from '../domain/version.ts';
import type { Proposal } from '../ports/forge.ts';
import type { RepositoryReader } from '../ports/repository.ts';
import type { Gathered } from './facts.ts';
import { snapshotIfHere } from './snapshot-if-here.ts';
import type { Step } from './timeline.ts';

/** A proposal that brought a file, as it was reviewed. */
export interface Brought {
  readonly proposal: Proposal;
  readonly head: Oid;
  /** When it was merged. */
  readonly at: Instant;
}

interface Subject {
  readonly model: ModelName | null;
  readonly version: Version | null;
}

/**
 * The proposal that brought a change: that which a merge record names, or one that somebody merged, squashed or rebased by
 * hand. Whoever approves a head approves its files, so what stands there must be what came.
 */
export async function bringerOf(
  step: Step,
  subject: Subject,
  { merges, proposals }: Pick<Gathered, 'merges' | 'proposals'>,
  repository: RepositoryReader,
): Promise<Brought | undefined> {
  const { entry } = step;
  const merge = merges.get(entry.commit.oid);
  const recorded = merge && proposals.get(merge.proposal);
  if (merge !== undefined && recorded !== undefined) {
    const brought = await brings({ ...recorded, head: merge.head }, step, repository);
    return brought === false ? undefined : { proposal: recorded, head: merge.head, at: merge.at };
  }
  for (const proposal of proposals.values()) {
    if (proposal.state !== 'merged' || !isAbout(proposal, subject)) continue;
    if (await brings(proposal, step, repository)) return { proposal, head: proposal.head, at: entry.commit.at };
  }
  return undefined;
}

/** Whether it made of the file what came: every later branch has the file as well. Undefined where its commits are gone. */
async function brings(
  { head, base }: Pick<Proposal, 'head' | 'base'>,
  { path, after }: Step,
  repository: RepositoryReader,
): Promise<boolean | undefined> {
  const [reviewed, ground] = await Promise.all([head, base].map((oid) => snapshotIfHere(oid, repository)));
  if (reviewed === undefined || ground === undefined) return undefined;
  return (await reviewed.find(path)) === after && (await ground.find(path)) !== after;
}

function isAbout(proposal: Proposal, { model, version }: Subject): boolean {
  return (model === null || proposal.model === model) && (version === null || proposal.version === version);
}
