import { describe, expect, it } from 'vitest';
import type { Page } from '../../../cli/page.ts';
import { presentHold } from '../../../cli/presenters/hold.ts';
import { presentMerge } from '../../../cli/presenters/merge.ts';
import { presentPromotion } from '../../../cli/presenters/promotion.ts';
import { presentProposal } from '../../../cli/presenters/proposal.ts';
import { presentProposals } from '../../../cli/presenters/proposals.ts';
import { presentPublication } from '../../../cli/presenters/publication.ts';
import { presentRegistration } from '../../../cli/presenters/registration.ts';
import type { ListedProposal } from '../../../core/answers.ts';
import * as modelAnswers from '../story/model-answers.ts';
import * as story from '../story/names.ts';
import { page } from '../story/page.ts';
import * as proposalAnswers from '../story/proposal-answers.ts';

describe('a promotion', () => {
  it('that needs review shows verdicts and the way to the merge', () => {
    expect(presentPromotion(proposalAnswers.promote, page)).toMatchInlineSnapshot(`
      "… Proposed to set iris@production to 1.1.0: proposal 7

        replaces  1.0.0
        image     sha256:0123456789ab

        … approvals  pending  0 of 1 approval
        ✓ 1 gate     pass     servable
        - 1 gate     skipped  no-regression

      Next
        mergeline proposal show 7     what reviewers read
        mergeline proposal approve 7  by somebody who is not behind it
        mergeline proposal merge 7    move the stage and publish the image"
    `);
  });

  it('says where the commit stands when people would not see it where they are', () => {
    const { proposal: _proposal, ...direct } = { ...proposalAnswers.promote, commit: story.commit };
    const shown = (writes: Page['writes']) => presentPromotion(direct, { ...page, writes });

    expect(shown({ branch: 'main', remote: 'origin', checkedOut: true })).toMatch(
      /commit +\w{10}, pushed to origin\/main\n/,
    );
    expect(shown({ branch: 'main', checkedOut: false })).toMatch(
      /commit +\w{10} on main, which is not checked out here\n/,
    );
    expect(shown({ branch: 'main', checkedOut: true })).toMatch(/commit +\w{10}\n/);
  });

  it('that was open already, or that a gate stands against, is not offered for a merge', () => {
    const failing = [{ gate: 'parity', verdict: 'fail', reason: 'too far' }] as const;
    for (const change of [{ created: false }, { verdicts: failing }]) {
      expect(presentPromotion({ ...proposalAnswers.promote, ...change }, page, { draft: true })).toMatch(
        /Next\n {2}mergeline proposal show 7 {2}what reviewers read$/,
      );
    }
  });

  it('of a version that nothing can run does not offer to try it', () => {
    const { proposal: _proposal, ...promotion } = { ...proposalAnswers.promote, image: null };
    const text = presentRegistration({ ...modelAnswers.register, servable: false, promotion }, page);

    expect(text).toContain('mergeline history iris@production');
    expect(text).not.toContain('predict');
  });

  it('without review is done at once', () => {
    const { proposal: _proposal, ...direct } = proposalAnswers.promote;

    expect(presentPromotion({ ...direct, commit: story.commit, verdicts: [] }, page)).toMatchInlineSnapshot(`
      "✓ Set iris@production to 1.1.0

        replaces  1.0.0
        commit    c0ffee1234
        image     sha256:0123456789ab

      Next
        mergeline predict iris@production --input rows.json  try it
        mergeline history iris@production                    who held the stage when"
    `);
  });

  it('to an empty stage and from one reads as such', () => {
    const { proposal: _proposal, ...direct } = proposalAnswers.promote;

    expect(presentPromotion({ ...direct, version: null }, page)).toMatch(/^✓ Set iris@production empty/);
  });
});

describe('a proposal', () => {
  it('is shown as a reviewer needs it', () => {
    expect(presentProposal(proposalAnswers.proposal, page)).toMatchInlineSnapshot(`
      "Proposal 7, open: Promote iris@1.1.0 to production

        asked by  ann, 2026-11-25 10:00 UTC
        reason    better on setosa
        replaces  1.0.0
        branch    mergeline/iris-production-7 at c0ffee1234
        image     registry.example/iris@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef

      Gates
        ✓ servable       pass     it is served as ONNX
        - no-regression  skipped  nothing holds production
        … approvals      pending  0 of 1 approval

      Verified on holdout, 30 rows
        METRIC       1.1.0     1.0.0  CHANGE
        accuracy  0.966667  0.933333  ▲ +0.0333333, better
        mae            0.1         –  not comparable

      Reported by the authors, not verified
        METRIC    1.1.0  1.0.0
        accuracy   0.99   0.95

      Against 1.0.0
        signature   the same
        data sets   the same
        parameters  C 1 → 10

      Reviews
        ✓ bea  asserted  counts  2026-11-25 10:00 UTC  fine

      Next
        mergeline proposal approve 7                 by somebody who is not behind it
        mergeline proposal reject 7 --comment <why>  ask for changes"
    `);
    const listed = { ...proposalAnswers.summary, stale: false, standing: null };

    expect(presentProposals({ proposals: [listed] }, page)).toMatchInlineSnapshot(`
      "PROPOSAL  STATE  TITLE                             ASKED BY  OPENED
      7         open   Promote iris@1.1.0 to production  ann       2026-11-25 10:00 UTC

      Next
        mergeline proposal show 7  verdicts, reviews and the report"
    `);
  });

  it('of a list says what each waits for', () => {
    const listed = {
      ...proposalAnswers.summary,
      stale: false,
      standing: { state: 'waiting', gates: ['approvals'] },
    } as const;
    const proposals: readonly ListedProposal[] = [
      listed,
      { ...listed, id: '6', standing: { state: 'failing', gates: ['parity', 'size'] } },
      { ...listed, id: '5', standing: { state: 'ready', gates: [] } },
      { ...listed, id: '4', stale: true, standing: null },
    ];

    expect(presentProposals({ proposals }, page)).toMatchInlineSnapshot(`
      "PROPOSAL  STATE                      TITLE                             ASKED BY  OPENED
      7         open, waits for approvals  Promote iris@1.1.0 to production  ann       2026-11-25 10:00 UTC
      6         open, fails parity, size   Promote iris@1.1.0 to production  ann       2026-11-25 10:00 UTC
      5         open, ready to merge       Promote iris@1.1.0 to production  ann       2026-11-25 10:00 UTC
      4         open, stale                Promote iris@1.1.0 to production  ann       2026-11-25 10:00 UTC

      Next
        mergeline proposal show 7     verdicts, reviews and the report
        mergeline proposal refresh 4  the registry has moved on"
    `);
  });

  it('that is stale asks for a refresh before anything else', () => {
    expect(presentProposal({ ...proposalAnswers.proposal, stale: true }, page)).toMatch(
      /Next\n {2}mergeline proposal refresh 7/,
    );
  });

  it('that is merged names the way back', () => {
    expect(presentMerge(proposalAnswers.merge, page)).toMatchInlineSnapshot(`
      "✓ Merged: iris@production is 1.1.0 now

        commit  c0ffee1234
        image   sha256:0123456789ab
        state   published

        3 gates: 2 pass, 1 skipped

      Next
        mergeline predict iris@production --input rows.json  try it
        mergeline serve iris@production                      serve it over HTTP
        mergeline rollback iris --stage production           the way back"
    `);
  });
});

it('the first merge into a stage has no way back', () => {
  const first = presentMerge({ ...proposalAnswers.merge, replaces: null }, page);
  const emptied = { ...proposalAnswers.published, version: null, image: null, digest: null };
  const withdrawal = presentMerge({ ...proposalAnswers.merge, version: null, published: emptied }, page);

  expect(first).not.toContain('rollback');
  expect(first).toContain('mergeline history iris@production');
  expect(withdrawal).not.toContain('predict');
});

describe('stages', () => {
  it('that are held, published and emptied say so', () => {
    expect(presentHold(proposalAnswers.hold, page)).toMatchInlineSnapshot(`
      "✓ iris@production is held: no promotion goes there

        until   2026-12-27 00:00 UTC
        commit  c0ffee1234

      Next
        mergeline unhold iris@production  lift it"
    `);
    expect(presentPublication({ published: [proposalAnswers.published] }, page)).toMatchInlineSnapshot(`
      "✓ Published 1

      STAGE            VERSION  STATE      IMAGE
      iris@production  1.1.0    published  sha256:0123456789ab

      Next
        mergeline history iris@production  how the stage came to this"
    `);
    expect(presentPublication({ published: [] }, page)).toMatchInlineSnapshot(`"= Everything is published already"`);
  });

  it('that were changed past their policy are counted and explained', () => {
    const unjudged = {
      ...proposalAnswers.published,
      state: 'unjudged',
      reason: 'no approval found for c0ffee1234',
    } as const;

    expect(presentPublication({ published: [proposalAnswers.published, unjudged] }, page)).toMatchInlineSnapshot(`
      "✗ 1 of 2 could not be published

      STAGE            VERSION  STATE      IMAGE
      iris@production  1.1.0    published  sha256:0123456789ab
      iris@production  1.1.0    unjudged   sha256:0123456789ab  no approval found for c0ffee1234

      Next
        mergeline history iris@production  how the stage came to this"
    `);
  });
});
