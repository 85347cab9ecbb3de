import { map, object, property } from '../schema.ts';
import { anyText, oid, person, reason, slug } from '../vocabulary.ts';
import { coordinates } from './coordinates.ts';
import { document } from './document.ts';
import { ofProposal } from './proposal.ts';

const properties = {
  proposal: ofProposal,
  actor: property(person, { title: 'Reviewer', description: 'Who reviewed.', examples: ['ben', 'github:ben'] }),
  verdict: property(
    { type: 'string', enum: ['approve', 'reject'] },
    { title: 'Verdict', description: 'What the reviewer decided.', examples: ['approve'] },
  ),
  head: property(oid, {
    title: 'Head',
    description: 'The commit that the reviewer saw. The review counts for it and for no other.',
    examples: ['4b825dc642cb6eb9a060e54bf8d69288fbee4904'],
  }),
  at: coordinates.at,
  comment: property(anyText, {
    title: 'Comment',
    description: 'What the reviewer wrote. May be empty.',
    examples: ['Looks good on the EU slice too.'],
    default: '',
  }),
  checks: property(map(slug, reason), {
    title: 'Checks',
    description: 'Evidence for the items of a checklist gate: item to text or link.',
    examples: [{ 'bias-review': 'https://wiki.example.com/bias/iris-1.4.0' }],
    default: {},
  }),
  identity: property(
    { type: 'string', enum: ['asserted', 'verified'] },
    {
      title: 'Identity',
      description:
        'How the forge knows the reviewer. A local forge records who acts and does not authenticate: asserted.',
      examples: ['asserted'],
    },
  ),
} as const;

const optional = ['comment', 'checks'];

/** A review inside another record. */
export const reviewObject = object(properties, optional);

const example = {
  proposal: '12',
  actor: 'ben',
  verdict: 'approve',
  head: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  at: '2026-11-25T11:00:00Z',
  comment: 'Looks good on the EU slice too.',
  identity: 'asserted',
};

export const review = document({
  kind: 'Review',
  path: 'proposals/<id>/reviews/<digest>.yaml',
  branch: 'records',
  title: 'Review',
  description: "One person's verdict on one head of a proposal.",
  properties,
  optional,
  examples: [example],
});
