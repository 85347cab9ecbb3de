import { describe, expect, it } from 'vitest';
import { cardRemarks, presentCard, presentWrittenCard } from '../../../cli/presenters/card.ts';
import { presentCreatedModel } from '../../../cli/presenters/created-model.ts';
import { presentEditedModel } from '../../../cli/presenters/edited-model.ts';
import * as modelAnswers from '../story/model-answers.ts';
import * as story from '../story/names.ts';
import { page } from '../story/page.ts';

const proposal = { id: '7', url: 'mergeline:proposal/7', branch: 'mergeline/iris/edits/1' };

describe('a model that was created', () => {
  it('is told with what comes next', () => {
    expect(presentCreatedModel(modelAnswers.createdModel, page)).toMatchInlineSnapshot(`
      "✓ Created iris

        owners       ann
        risk tier    low
        next review  2027-03-31
        commit       c0ffee1234

      Next
        mergeline register iris <path>  its first version
        mergeline model card iris       its card, and what is missing there"
    `);
  });

  it('is told to be there already, or proposed', () => {
    const { createdModel } = modelAnswers;
    const lead = (answer: typeof createdModel) => presentCreatedModel(answer, page).split('\n')[0];
    expect(lead({ ...createdModel, created: false, commit: null })).toBe(
      '= iris is there already; nothing was written',
    );
    expect(lead({ ...createdModel, commit: null, proposal })).toBe('… Proposed to create iris: proposal 7');
    expect(lead({ ...createdModel, created: false, proposal })).toBe('= Proposal 7 to create iris is open already');
  });
});

describe('a model that was edited', () => {
  it('is told field by field, each on one line', () => {
    expect(presentEditedModel(modelAnswers.editedModel, page)).toMatchInlineSnapshot(`
      "✓ Changed iris

        FIELD   BEFORE        AFTER
        limits  -             Three species.
        tags    team: botany  -
        links   -             Paper: https://example.com/p

        commit  c0ffee1234

      Next
        mergeline model card iris --write  bring its card up to date"
    `);
  });

  it('is told with the proposal and what it waits for', () => {
    const { verdicts } = story;
    const waiting = { ...modelAnswers.editedModel, commit: null, policy: true, proposal, verdicts };
    expect(presentEditedModel(waiting, page)).toMatchInlineSnapshot(`
      "… Proposed to change iris: proposal 7

        FIELD   BEFORE        AFTER
        limits  -             Three species.
        tags    team: botany  -
        links   -             Paper: https://example.com/p

        … approvals  pending  0 of 1 approval
        ✓ 1 gate     pass     servable
        - 1 gate     skipped  no-regression

      Next
        mergeline proposal show 7     what reviewers read
        mergeline proposal approve 7  by somebody who is not behind it
        mergeline proposal merge 7    change the model"
    `);
  });

  it('is told to be so already', () => {
    const same = { ...modelAnswers.editedModel, changes: [], changed: false, commit: null };
    expect(presentEditedModel(same, page).split('\n')[0]).toBe('= iris is so already; nothing was written');
  });
});

describe('a card', () => {
  it('is shown as it is written', () => {
    expect(presentCard(modelAnswers.card, page)).toBe('# iris\n\n## Limits');
    expect(presentCard({ ...modelAnswers.card, card: null }, page)).toContain('mergeline model card iris --write');
  });

  it('comes with what is out of date or missing in it', () => {
    const stale = {
      ...modelAnswers.card,
      generated: 'stale',
      stale: ['facts'],
      missing: ['Limits', 'Evaluation'],
    } as const;
    expect(cardRemarks(stale)).toEqual([
      'Out of date in facts. Bring it up to date with: mergeline model card iris --write',
      'Nothing is written under Limits, Evaluation.',
    ]);
    expect(cardRemarks(modelAnswers.card)).toEqual([]);
  });

  it('that was written is told with what is still empty', () => {
    expect(presentWrittenCard({ ...modelAnswers.writtenCard, missing: ['Limits'] }, page)).toMatchInlineSnapshot(`
      "✓ Wrote the card of iris

        tells of  iris@1.1.0
        empty     Limits
        commit    c0ffee1234

      Next
        mergeline model card iris  read it"
    `);
    expect(presentWrittenCard({ ...modelAnswers.writtenCard, changed: false, commit: null }, page)).toContain(
      '= Nothing to bring up to date in the card of iris',
    );
  });
});
