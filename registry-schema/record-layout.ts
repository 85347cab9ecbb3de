import { type Digest, hexOf, isDigest } from '../core/domain/digest.ts';
import { faultOfModelName, faultOfStageName, type ModelName, type StageName } from '../core/domain/names.ts';
import type { Oid } from '../core/domain/records.ts';

/** What a file of the records branch holds, as its path tells. */
export type RecordPlace =
  | { readonly kind: 'Proposal'; readonly id: string }
  | { readonly kind: 'ProposalHead'; readonly proposal: string; readonly number: number }
  | { readonly kind: 'Review'; readonly proposal: string; readonly digest: Digest }
  | { readonly kind: 'Closing'; readonly proposal: string }
  | { readonly kind: 'MergeRecord'; readonly commit: Oid }
  | GenerationPlace<'JudgedRecord'>
  | GenerationPlace<'Receipt'>;

interface GenerationPlace<Kind> {
  readonly kind: Kind;
  readonly model: ModelName;
  readonly stage: StageName;
  readonly generation: number;
}

export const proposalFolder = (id: string) => `proposals/${id}`;
export const headFolder = (id: string) => `proposals/${id}/heads`;
export const reviewFolder = (id: string) => `proposals/${id}/reviews`;
export const judgedFolder = (model: ModelName, stage: StageName) => `judged/${model}/${stage}`;
export const receiptFolder = (model: ModelName, stage: StageName) => `receipts/${model}/${stage}`;

export const proposalPath = (id: string) => `${proposalFolder(id)}/proposal.yaml`;
export const headPath = (id: string, number: number) => `${headFolder(id)}/${number}.yaml`;
export const reviewPath = (id: string, digest: Digest) => `${reviewFolder(id)}/${hexOf(digest)}.yaml`;
export const closingPath = (id: string) => `${proposalFolder(id)}/closed.yaml`;
export const mergePath = (commit: Oid) => `merges/${commit}.yaml`;
export const judgedPath = (model: ModelName, stage: StageName, generation: number) =>
  `${judgedFolder(model, stage)}/${generation}.yaml`;
export const receiptPath = (model: ModelName, stage: StageName, generation: number) =>
  `${receiptFolder(model, stage)}/${generation}.yaml`;

const counterPattern = /^[1-9][0-9]{0,14}$/;
const proposalIdPattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const oidPattern = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** What the path of a file in the records branch says that it holds; undefined when it is none of ours. */
export function parseRecordPath(path: string): RecordPlace | undefined {
  if (!path.endsWith('.yaml')) return undefined;
  const [root, ...segments] = path.slice(0, -'.yaml'.length).split('/');
  switch (root) {
    case 'proposals':
      return proposalPlace(segments);
    case 'merges':
      return mergePlace(segments);
    case 'judged':
      return generationPlace('JudgedRecord', segments);
    case 'receipts':
      return generationPlace('Receipt', segments);
    default:
      return undefined;
  }
}

function proposalPlace([proposal = '', part, name = '', ...rest]: string[]): RecordPlace | undefined {
  if (!proposalIdPattern.test(proposal) || rest.length > 0) return undefined;
  if (part === 'heads') {
    return counterPattern.test(name) ? { kind: 'ProposalHead', proposal, number: Number(name) } : undefined;
  }
  if (part === 'reviews') {
    const digest = `sha256:${name}`;
    return isDigest(digest) ? { kind: 'Review', proposal, digest } : undefined;
  }
  if (name !== '') return undefined;
  if (part === 'proposal') return { kind: 'Proposal', id: proposal };
  return part === 'closed' ? { kind: 'Closing', proposal } : undefined;
}

function mergePlace([commit = '', ...rest]: string[]): RecordPlace | undefined {
  return oidPattern.test(commit) && rest.length === 0 ? { kind: 'MergeRecord', commit: commit as Oid } : undefined;
}

function generationPlace(kind: 'JudgedRecord' | 'Receipt', segments: string[]): RecordPlace | undefined {
  const generation = segments.pop() ?? '';
  const stage = segments.pop() ?? '';
  const model = segments.join('/');
  if (!counterPattern.test(generation)) return undefined;
  if (faultOfStageName(stage) !== undefined || faultOfModelName(model) !== undefined) return undefined;
  return { kind, model: model as ModelName, stage: stage as StageName, generation: Number(generation) };
}
