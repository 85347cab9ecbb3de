import { defineCommand, readingOptions } from '../command.ts';
import { faultWarnings } from '../fault-warnings.ts';
import { given } from '../given.ts';
import { answered } from '../outcome.ts';
import { presentProposal, presentReport } from '../presenters/proposal.ts';
import { proposalArgument } from '../proposal-argument.ts';

export const proposalShow = defineCommand({
  arguments: proposalArgument,
  options: {
    report: { help: 'Print the report that reviewers read, in Markdown.' },
    ...readingOptions,
  },
  examples: [
    { words: 'proposal show 7', does: 'verdicts, reviews and the image to be shipped' },
    { words: 'proposal show 7 --report', does: 'the whole report, to read or to post' },
  ],
  async run({ id, report, at }, context) {
    const { proposals } = await context.registry();
    const answer = await proposals.show(id, given({ at }));
    return answered(answer, report ? presentReport : presentProposal, { warnings: faultWarnings(answer.faults) });
  },
});
