import { describe, expect, it } from 'vitest';
import { presentMerge } from '../../../cli/presenters/merge.ts';
import { presentPromotion } from '../../../cli/presenters/promotion.ts';
import { presentProposalStep } from '../../../cli/presenters/proposal-step.ts';
import { presentPublication } from '../../../cli/presenters/publication.ts';
import type { PlanAnswer } from '../../../core/writing/plan-answer.ts';
import * as story from '../story/names.ts';
import { page } from '../story/page.ts';
import * as proposalAnswers from '../story/proposal-answers.ts';

const plan: PlanAnswer = {
  branch: 'main',
  proposal: false,
  message: 'promote iris@1.1.0 to production\n\nbetter',
  files: [{ path: 'models/iris/stages/production.yaml', action: 'change' }],
};

describe('a dry run', () => {
  const proposes = { ...plan, proposal: true, branch: 'mergeline/iris/production/1.1.0' };

  it('of a promotion tells what would be proposed, and whether it would be refused', () => {
    const { proposal: _proposal, ...answer } = { ...proposalAnswers.promote, plan: proposes };
    const failing = { ...answer, verdicts: [{ gate: 'parity', verdict: 'fail', reason: 'too far' } as const] };

    expect(presentPromotion(answer, page)).toMatchInlineSnapshot(`
      "? Would propose to set iris@production to 1.1.0

        replaces  1.0.0
        image     sha256:0123456789ab

        … approvals  pending  0 of 1 approval
        ✓ 1 gate     pass     servable
        - 1 gate     skipped  no-regression

      Would propose from mergeline/iris/production/1.1.0: promote iris@1.1.0 to production
        ~  models/iris/stages/production.yaml
      Nothing was written."
    `);
    expect(presentPromotion(failing, page)).toMatchInlineSnapshot(`
      "✗ Would be refused: iris@production would stay as it is

        replaces  1.0.0
        image     sha256:0123456789ab

        ✗ parity  fail  too far

      Nothing was written."
    `);
    expect(presentPromotion(failing, page, { draft: true })).toMatch(/^\? Would propose to set/);
    expect(presentPromotion({ ...answer, plan }, page)).toMatch(/^✗ Would be refused/);
  });

  it('of a merge tells the commit and the image, or what stands against it', () => {
    const published = { ...proposalAnswers.published, state: 'due', reason: 'production would run 1.1.0' } as const;
    const answer = { ...proposalAnswers.merge, commit: null, published, plan };

    expect(presentMerge(answer, page)).toMatchInlineSnapshot(`
      "? Would merge: iris@production would be 1.1.0

        image  sha256:0123456789ab
        state  would be published: production would run 1.1.0

        ✓ 2 gates  pass     servable, approvals
        - 1 gate   skipped  no-regression

      Would commit to main: promote iris@1.1.0 to production
        ~  models/iris/stages/production.yaml
      Nothing was written."
    `);
    expect(presentMerge({ ...answer, verdicts: story.verdicts }, page)).toMatch(
      /^✗ Would be refused: iris@production would stay as it is\n[\s\S]*… approvals {2}pending {2}0 of 1 approval\n/,
    );
  });

  it('of a publication counts what is due', () => {
    expect(presentPublication({ published: [{ ...proposalAnswers.published, state: 'due' }] }, page)).toMatch(
      /^\? Would publish 1; nothing was written\n/,
    );
  });

  it.each([
    ['approve', {}, '? Would approve proposal 7: Promote iris@1.1.0 to production'],
    [
      'refresh',
      { changed: true, plan: proposes },
      '? Would refresh proposal 7: Promote iris@1.1.0 to production; approvals',
    ],
    ['refresh', { changed: false }, '= Nothing to refresh in proposal 7'],
  ] as const)('of %s with %j says what would come of it', (step, change, headline) => {
    const text = presentProposalStep({ ...proposalAnswers.proposal, ...change }, { step, dryRun: true }, page);

    expect(text.startsWith(headline)).toBe(true);
    expect(text).toContain('Nothing was written.');
    expect(text).not.toContain('Next');
  });
});

describe('a step of a proposal', () => {
  const uncounted = { ...proposalAnswers.proposal, counts: false, why: 'ann asked for it' };

  it('tells in a line what was done and in full only what still stands against the merge', () => {
    expect(
      presentProposalStep(proposalAnswers.proposal, { step: 'approve', dryRun: false }, page),
    ).toMatchInlineSnapshot(`
      "✓ Approved proposal 7: Promote iris@1.1.0 to production

        image  sha256:0123456789ab

        3 gates: 1 pending, 1 pass, 1 skipped
          … approvals  pending  0 of 1 approval

      Next
        mergeline proposal approve 7                 by somebody who is not behind it
        mergeline proposal reject 7 --comment <why>  ask for changes"
    `);
  });

  it.each([
    [
      'approve',
      uncounted,
      '… Approved proposal 7: Promote iris@1.1.0 to production; it does not count: ann asked for it\n',
    ],
    ['reject', proposalAnswers.proposal, '✓ Rejected proposal 7'],
    ['close', proposalAnswers.proposal, '✓ Closed proposal 7'],
    ['close', { ...proposalAnswers.proposal, changed: false }, '= Closed before: proposal 7'],
    ['refresh', { ...proposalAnswers.proposal, changed: true }, '✓ Refreshed proposal 7'],
  ] as const)('of the kind %s has its own headline', (step, answer, headline) => {
    expect(presentProposalStep(answer, { step, dryRun: false }, page).startsWith(headline)).toBe(true);
  });

  it('says that a refresh voids the approval of a proposal that is stale', () => {
    const stale = { ...proposalAnswers.proposal, stale: true };
    expect(presentProposalStep(stale, { step: 'approve', dryRun: false }, page)).toContain(
      'A refresh will void this approval, so refresh first and approve again: mergeline proposal refresh 7',
    );
  });

  it('asks nobody to approve where only a failing gate is in the way', () => {
    const failing = {
      ...proposalAnswers.proposal,
      verdicts: [{ gate: 'parity', verdict: 'fail', reason: 'far' } as const],
    };
    const text = presentProposalStep(failing, { step: 'approve', dryRun: false }, page);
    expect(text).toContain('mergeline proposal close 7');
    expect(text).not.toContain('proposal approve 7 ');
  });

  it('asks for a refresh where the registry has moved on', () => {
    const text = presentProposalStep(
      { ...proposalAnswers.proposal, stale: true },
      { step: 'reject', dryRun: false },
      page,
    );

    expect(text).toContain('The registry has moved on: mergeline proposal refresh 7');
  });
});

describe('a version that nothing can run', () => {
  const reason = 'iris@1.1.0 cannot be served, so there is no image';
  const published = {
    ...proposalAnswers.published,
    image: null,
    digest: null,
    state: 'nothing-to-publish',
    reason,
  } as const;
  const { proposal: _proposal, ...promotion } = {
    ...proposalAnswers.promote,
    image: null,
    published,
    commit: story.commit,
  };

  it.each([
    ['a promotion', presentPromotion(promotion, page)],
    ['a merge', presentMerge({ ...proposalAnswers.merge, published }, page)],
    ['a publication', presentPublication({ published: [published] }, page)],
  ])('is offered neither to predict nor to serve after %s', (_what, text) => {
    expect(text).toContain('iris@1.1.0 cannot be served');
    expect(text).not.toMatch(/mergeline (?:predict|serve)/);
  });

  it('is offered both where it can run', () => {
    expect(presentMerge(proposalAnswers.merge, page)).toMatch(
      /mergeline predict iris@production .*\n +mergeline serve/,
    );
  });
});

describe('with --verbose', () => {
  const verbose = { ...page, verbose: true };

  it('every gate has its reason and every image its place', () => {
    for (const text of [
      presentPromotion(proposalAnswers.promote, verbose),
      presentMerge(proposalAnswers.merge, verbose),
    ]) {
      expect(text).toContain('servable       pass     it is served as ONNX');
      expect(text).toMatch(/image +registry\.example\/iris@sha256:(?:0123456789abcdef){4}\n/);
    }
  });
});
