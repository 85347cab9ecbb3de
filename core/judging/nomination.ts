import type { Pointer } from '../domain/records.ts';
import type { Proposal } from '../ports/forge.ts';
import type { Snapshot } from '../ports/repository.ts';

/** One proposed state of a pointer, and where it comes from. */
export interface Nomination {
  /** The registry as it stands: its policy, evaluations, holds and owners judge. */
  readonly base: Snapshot;
  readonly pointer: Pointer;
  /** Absent for a direct commit. */
  readonly proposal?: Pick<Proposal, 'head' | 'base' | 'requestedBy' | 'openedBy' | 'reviews'>;
  /** People found behind a commit that came without a proposal. */
  readonly committers?: readonly string[];
  /** How closely the candidate's bytes are checked. */
  readonly depth: 'bytes' | 'presence';
}
