import { describe, expect, it } from 'vitest';
import { evidencePage } from '../../pages/evidence-page.ts';
import { sampleEvidence } from '../support/sample-evidence.ts';

describe('the page of evidence', () => {
  it('says who held the stage, who approved it, on which numbers and under which policy', () => {
    const page = evidencePage(sampleEvidence());
    for (const text of [
      '<h1>risk/fraud-detector@production on 2026-03-31 21:14 UTC</h1>',
      'verified by the forge',
      'asserted: nothing proves the name',
      'accuracy is 0.9346 on holdout-q3, at least 0.93.',
      '0.931 to 0.938',
      'min: 0.93',
      '# Fraud detector',
      'git show 4b825dc642cb6eb9a060e54bf8d69288fbee4904:models/risk/fraud-detector/stages/production.yaml',
    ])
      expect(page).toContain(text);
  });

  it('says what is missing', () => {
    const page = evidencePage(
      sampleEvidence({
        approvals: [],
        verdicts: [],
        receipts: [],
        evaluations: [],
        card: null,
        policy: null,
        judged: false,
        proposal: null,
        recordsCommit: null,
      }),
    );
    for (const text of [
      'No approval is on record.',
      'No verdict is on record.',
      'Nothing was published.',
      'No evaluation was on the registry branch.',
      'The version came without a model card.',
      'nothing shows that it was judged',
      'no records',
    ])
      expect(page).toContain(text);
  });

  it('says that a stage was empty, and that history has no such card', () => {
    const { pointer, card } = sampleEvidence();
    const page = evidencePage(
      sampleEvidence({ pointer: { ...pointer, version: null }, card: card && { ...card, commit: null, text: null } }),
    );
    expect(page).toContain('it had been emptied');
    expect(page).toContain('so its text cannot be shown');
  });

  it('shows a model card as text, whatever it holds', () => {
    const { card } = sampleEvidence();
    const hostile =
      '<script>alert(1)</script> <img src=x onerror=alert(1)> ![x](https://evil.example/x.png) </pre>\u202e';
    const page = evidencePage(sampleEvidence({ card: card && { ...card, text: hostile } }));
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toMatch(/<script|<img|\u202e/);
  });
});
