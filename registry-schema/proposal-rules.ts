import { noModel } from '../core/domain/names.ts';
import type { ProposalRecord } from '../core/domain/records.ts';
import type { Finding } from './finding.ts';

const movesPointer = new Set<ProposalRecord['kind']>(['promotion', 'rollback', 'withdrawal']);

/** Only a proposal that changes the policy is about no model, and one that moves a pointer names its stage. */
export function rulesOfProposal({ kind, model, stage }: Partial<ProposalRecord>): readonly Finding[] {
  const missing = (field: string) => ({ path: [field], message: `is missing, although a ${kind} is proposed` });
  return [
    ...((model === undefined || model === noModel) && kind !== 'policy' ? [missing('model')] : []),
    ...(stage === undefined && kind !== undefined && movesPointer.has(kind) ? [missing('stage')] : []),
  ];
}
