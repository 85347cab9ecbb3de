import { property } from '../schema.ts';
import { anyText } from '../vocabulary.ts';
import { coordinates } from './coordinates.ts';
import { document } from './document.ts';
import { ofProposal } from './proposal.ts';

export const closing = document({
  kind: 'Closing',
  path: 'proposals/<id>/closed.yaml',
  branch: 'records',
  title: 'Closing of a proposal',
  description: 'A proposal that was closed without being merged.',
  properties: {
    proposal: ofProposal,
    by: coordinates.by,
    at: coordinates.at,
    reason: property(anyText, {
      title: 'Reason',
      description: 'Why it was closed. May be empty.',
      examples: ['Superseded by 1.5.0.'],
    }),
  },
  examples: [{ proposal: '12', by: 'ann', at: '2026-11-25T12:00:00Z', reason: 'Superseded by 1.5.0.' }],
});
