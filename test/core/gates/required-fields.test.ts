import { describe, expect, test } from 'vitest';
import { sectionsOf } from '../../../core/gates/card-sections.ts';
import { aCandidacy, aContender, verdictOf } from './candidacy-samples.ts';

test('fields of the manifest, of the model and of the card are all looked for', () => {
  const gate = {
    gate: 'required-fields',
    id: 'fields',
    manifest: ['lineage.sourceCommit', 'lineage.runUrl', 'datasets.0.digest', 'tags.team', 'tags.a.b'],
    model: ['description', 'owners'],
    card: ['Intended use', 'Limits'],
  } as const;
  const candidacy = aCandidacy({ card: '# Iris\n\n## Intended  USE\n\nFlowers.\n\n## Limits\n\n<!-- say them -->\n' });
  expect(verdictOf(gate, candidacy)).toMatchObject({
    verdict: 'fail',
    reason:
      'Missing: the manifest lacks lineage.runUrl, tags.team, tags.a.b; model.yaml lacks description; the card has nothing under Limits.',
  });
  const complete = aCandidacy({
    candidate: aContender('1.1.0', {
      is: { tags: { team: 'risk', 'a.b': 'c' }, lineage: { sourceCommit: 'c', runUrl: 'https://r' } },
    }),
    model: { ...aCandidacy().model, description: 'Flowers.' },
    card: '# Iris\n## Intended use\nFlowers.\n## Limits\nOnly flowers.',
  });
  expect(verdictOf(gate, complete)).toMatchObject({ verdict: 'pass', reason: 'All 9 required fields are there.' });
});

test.each(['constructor', '__proto__', 'toString', 'tags.constructor.name'])(
  '%s, which every object has, is no field',
  (path) => {
    expect(verdictOf({ gate: 'required-fields', id: 'fields', manifest: [path] }, aCandidacy()).verdict).toBe('fail');
  },
);

test('a model without a card lacks its sections', () => {
  expect(verdictOf({ gate: 'required-fields', id: 'fields', card: ['Limits'] }, aCandidacy()).verdict).toBe('fail');
});

describe('sections of a card', () => {
  test.each([
    ['## Limits ##\ntext', 'text'],
    ['Limits\n------\ntext', 'text'],
    ['## Limits\n### Deep\ntext', 'text'],
    ['## Limits\n## Other\ntext', ''],
    ['```\n## Limits\ntext\n```', ''],
    ['~~~md\n## Limits\n```\ntext\n~~~', ''],
    ['<!--\n## Limits\ntext\n-->', ''],
    ['<!-- ## Limits\ntext', ''],
    ['####### Limits\ntext', ''],
    ['#Limits\ntext', ''],
    ['## Limits\r\ntext\r\n', 'text'],
    ['## A\n## Limits\none\n## B\n## Limits\ntwo', 'one\ntwo'],
  ])('of %j hold %j under Limits', (markdown, text) => {
    expect((sectionsOf(markdown).get('limits') ?? '').trim()).toBe(text);
  });

  test('are found in linear time in a hostile card', () => {
    const started = performance.now();
    for (const part of ['<!--', '# ', '#', '```\n', '---\n', 'a\n=\n', ' '.repeat(10)])
      sectionsOf(part.repeat(100_000));
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
