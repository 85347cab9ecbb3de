import { defineCommand, dryRunOption } from '../command.ts';
import { given } from '../given.ts';
import { parsePairs } from '../key-values.ts';
import { answered } from '../outcome.ts';
import { presentProposalStep } from '../presenters/proposal-step.ts';
import { proposalArgument } from '../proposal-argument.ts';

export const proposalApprove = defineCommand({
  arguments: proposalArgument,
  options: {
    comment: { value: 'text', help: 'What you have to say about it.' },
    check: { value: 'item=evidence', help: 'Evidence for an item of a checklist gate: a text or a link.', many: true },
    ...dryRunOption,
  },
  notes: [
    'The approval counts for the proposal as it stands now; a change of its content voids it. Whoever asked, opened or registered cannot approve where the policy excludes them.',
  ],
  examples: [
    { words: 'proposal approve 7 --as bea', does: 'approve' },
    { words: 'proposal approve 7 --check bias=https://wiki.example.org/iris-bias', does: 'approve with evidence' },
  ],
  async run({ id, comment, check, dryRun }, context) {
    const checks = parsePairs(check, '--check');
    const { proposals } = await context.registry();
    const options = { dryRun, ...given({ comment }), ...(check.length > 0 && { checks }) };
    return answered(await proposals.approve(id, options), (answer, page) =>
      presentProposalStep(answer, { step: 'approve', dryRun }, page),
    );
  },
});
