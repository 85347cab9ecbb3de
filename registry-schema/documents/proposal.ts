import { property } from '../schema.ts';
import { anyText, instant, line, person, proposalId, shortLine, version } from '../vocabulary.ts';
import { coordinates } from './coordinates.ts';
import { document } from './document.ts';

const id = property(proposalId, {
  title: 'Id',
  description: 'The id of the proposal, allocated by the records branch: the folder that holds this file.',
  examples: ['12'],
});

/** The proposal that a record of its own belongs to. */
export const ofProposal = property(proposalId, {
  title: 'Proposal',
  description: 'The id of the proposal that this belongs to.',
  examples: ['12'],
});

export const proposal = document({
  kind: 'Proposal',
  path: 'proposals/<id>/proposal.yaml',
  branch: 'records',
  title: 'Proposal',
  description: 'What is proposed, by whom and why. Nothing says that it was merged: the registry branch alone tells.',
  properties: {
    id,
    change: property(
      {
        type: 'string',
        enum: ['promotion', 'rollback', 'withdrawal', 'registration', 'evaluation', 'erasure', 'policy'],
      },
      { title: 'Change', description: 'What is proposed.', examples: ['promotion'] },
    ),
    title: property(shortLine, {
      title: 'Title',
      description: 'One line for lists.',
      examples: ['Promote iris-classifier 1.4.0 to production'],
    }),
    branch: property(line, {
      title: 'Branch',
      description: 'The branch that holds the proposed commit.',
      examples: ['mergeline/promote/iris-classifier/production/1.4.0'],
    }),
    model: coordinates.model,
    stage: coordinates.stage,
    version: coordinates.version,
    replaces: property(version, {
      title: 'Replaces',
      description: 'The version that held the stage when this was proposed.',
      examples: ['1.3.0'],
    }),
    requestedBy: property(person, { title: 'Requested by', description: 'Who asked for it.', examples: ['ann'] }),
    openedBy: property(person, {
      title: 'Opened by',
      description: 'Who, or which program, opened it.',
      examples: ['ann'],
    }),
    openedAt: property(instant, {
      title: 'Opened',
      description: 'When it was opened, in UTC with seconds.',
      examples: ['2026-11-25T10:00:00Z'],
    }),
    reason: property(anyText, {
      title: 'Reason',
      description: 'Why it is proposed. May be empty.',
      examples: ['Better recall on virginica.'],
    }),
    draft: property(
      { type: 'boolean' },
      {
        title: 'Draft',
        description: 'It was opened although a gate failed; it merges, as every proposal, once all of them pass.',
        examples: [false],
      },
    ),
  },
  optional: ['model', 'stage', 'version', 'replaces'],
  examples: [
    {
      id: '12',
      change: 'promotion',
      title: 'Promote iris-classifier 1.4.0 to production',
      branch: 'mergeline/promote/iris-classifier/production/1.4.0',
      model: 'iris-classifier',
      stage: 'production',
      version: '1.4.0',
      replaces: '1.3.0',
      requestedBy: 'ann',
      openedBy: 'ann',
      openedAt: '2026-11-25T10:00:00Z',
      reason: 'Better recall on virginica.',
      draft: false,
    },
  ],
});
