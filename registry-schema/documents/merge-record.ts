import { list, property } from '../schema.ts';
import { oid, person } from '../vocabulary.ts';
import { coordinates } from './coordinates.ts';
import { document } from './document.ts';
import { ofProposal } from './proposal.ts';
import { reviewObject } from './review.ts';
import { verdicts } from './verdict.ts';

const approval = {
  proposal: '12',
  actor: 'ben',
  verdict: 'approve',
  head: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  at: '2026-11-25T11:00:00Z',
  identity: 'asserted',
};

export const mergeRecord = document({
  kind: 'MergeRecord',
  path: 'merges/<commit>.yaml',
  branch: 'records',
  title: 'Record of a merge',
  description: 'The approvals that the forge knew when a proposal was merged, so that Git alone can prove them later.',
  properties: {
    commit: coordinates.commit,
    proposal: ofProposal,
    head: property(oid, {
      title: 'Head',
      description: 'The commit of the proposal that was merged.',
      examples: ['8f94139338f9404f26296befa88755fc2598c289'],
    }),
    mergedBy: property(person, { title: 'Merged by', description: 'Who merged it.', examples: ['ben'] }),
    at: coordinates.at,
    approvals: property(list(reviewObject), {
      title: 'Approvals',
      description: 'The reviews of the merged head.',
      examples: [[approval]],
    }),
    verdicts,
  },
  examples: [
    {
      commit: '8f94139338f9404f26296befa88755fc2598c289',
      proposal: '12',
      head: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
      mergedBy: 'ben',
      at: '2026-11-25T12:00:00Z',
      approvals: [approval],
      verdicts: [{ gate: 'approvals', verdict: 'pass', reason: 'ben approved.' }],
    },
  ],
});
