import type { ProposalAnswer } from '../../core/answers.ts';
import { blocks, commandLine, fields, indent, type Page, paint } from '../page.ts';
import { already, done, planned, waiting } from './headline.ts';
import { imageText } from './image.ts';
import { nothingWritten, planText } from './plan.ts';
import { nextReviewSteps } from './proposal.ts';
import { closedVerdicts } from './verdicts.ts';

/** What somebody did with a proposal, or would have done in a dry run. */
export interface ProposalStep {
  readonly step: 'approve' | 'reject' | 'refresh' | 'close';
  readonly dryRun: boolean;
}

/** `changed` of a refresh or a close, `counts` and `why` of a review. */
type StepAnswer = ProposalAnswer & { readonly changed?: boolean; readonly counts?: boolean; readonly why?: string };

/** What a step led to, in short: `proposal show` has everything. */
export function presentProposalStep(answer: StepAnswer, step: ProposalStep, page: Page): string {
  const { proposal, verdicts, image, stale, plan } = answer;
  const gates = closedVerdicts(verdicts, page);
  return blocks(
    headline(answer, step, page),
    fields(page, [['image', proposal.state === 'closed' ? undefined : imageText(image, page)]]),
    gates && indent(gates),
    stale && step.step !== 'refresh' ? paint(page, 'yellow', staleText(proposal.id, step, page)) : undefined,
    planText(plan, page) ?? (step.dryRun ? nothingWritten(page) : undefined),
    step.dryRun ? undefined : nextReviewSteps(answer, page),
  );
}

function staleText(id: string, { step }: ProposalStep, page: Page): string {
  const refresh = commandLine(page, `proposal refresh ${id}`);
  return step === 'approve'
    ? `The registry has moved on. A refresh will void this approval, so refresh first and approve again: ${refresh}`
    : `The registry has moved on: ${refresh}`;
}

function headline(answer: StepAnswer, { step, dryRun }: ProposalStep, page: Page): string {
  const subject = `${paint(page, 'bold', `proposal ${answer.proposal.id}`)}: ${answer.proposal.title}`;
  if (step === 'refresh' && answer.changed === false) return already(page, `Nothing to refresh in ${subject}`);
  if (step === 'close' && answer.changed === false) return already(page, `Closed before: ${subject}`);
  if (dryRun) return planned(page, `Would ${step} ${subject}${remark(answer, step)}`);
  switch (step) {
    case 'approve':
      return answer.counts === false
        ? waiting(page, `Approved ${subject}; it does not count${because(answer)}`)
        : done(page, `Approved ${subject}`);
    case 'reject':
      return done(page, `Rejected ${subject}`);
    case 'close':
      return done(page, `Closed ${subject}`);
    case 'refresh':
      return done(page, `Refreshed ${subject}; approvals of its former content count no more`);
  }
}

function because({ why }: StepAnswer): string {
  return why === undefined ? '' : `: ${why}`;
}

function remark(answer: StepAnswer, step: ProposalStep['step']): string {
  if (step === 'approve' && answer.counts === false) return `; it would not count${because(answer)}`;
  if (step === 'refresh') return '; approvals of its present content would count no more';
  return '';
}
