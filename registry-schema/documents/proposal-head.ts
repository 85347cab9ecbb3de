import { property } from '../schema.ts';
import { oid, positive } from '../vocabulary.ts';
import { coordinates } from './coordinates.ts';
import { document } from './document.ts';
import { ofProposal } from './proposal.ts';

export const proposalHead = document({
  kind: 'ProposalHead',
  path: 'proposals/<id>/heads/<number>.yaml',
  branch: 'records',
  title: 'Head of a proposal',
  description:
    "One state of a proposal's branch. A refresh that changes content makes a new one, and old approvals count no more.",
  properties: {
    proposal: ofProposal,
    number: property(positive, {
      title: 'Number',
      description: 'Counts the heads of the proposal from 1.',
      examples: [1],
    }),
    head: property(oid, {
      title: 'Head',
      description: 'The proposed commit.',
      examples: ['4b825dc642cb6eb9a060e54bf8d69288fbee4904'],
    }),
    base: property(oid, {
      title: 'Base',
      description: 'The commit on the registry branch that it was made from.',
      examples: ['8f94139338f9404f26296befa88755fc2598c289'],
    }),
    by: coordinates.by,
    at: coordinates.at,
  },
  examples: [
    {
      proposal: '12',
      number: 1,
      head: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
      base: '8f94139338f9404f26296befa88755fc2598c289',
      by: 'ann',
      at: '2026-11-25T10:00:00Z',
    },
  ],
});
