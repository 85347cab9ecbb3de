import { describe, expect, test } from 'vitest';
import { cardContents } from '../../../core/cards/card-contents.ts';
import type { CardFacts } from '../../../core/cards/card-facts.ts';
import { cardTemplate } from '../../../core/cards/card-template.ts';
import { fillCard } from '../../../core/cards/fill-card.ts';
import { parseModelName } from '../../../core/domain/names.ts';
import type { Oid } from '../../../core/domain/records.ts';
import { sectionsOf } from '../../../core/gates/card-sections.ts';
import { aContender, aManifest, anEvaluation } from '../gates/candidacy-samples.ts';

const model = { name: parseModelName('iris'), owners: ['olga'], tags: {}, links: [] };

function described(changes: Parameters<typeof aManifest>[1] = {}): CardFacts {
  const manifest = aManifest('1.1.0', changes);
  const digest = aContender('1.1.0').manifestDigest;
  const evaluation = {
    ...anEvaluation('1.1.0', { accuracy: 0.966_666_7 }),
    intervals: { level: 0.95, wilson: { accuracy: [0.833_333, 0.994] as const } },
    slices: [{ column: 'region', value: 'EU', rows: 10, metrics: { accuracy: 0.9 } }],
  };
  return {
    model,
    owners: ['olga'],
    described: { manifest, digest, oid: 'a'.repeat(40) as Oid, evaluations: [evaluation] },
  };
}

describe('cardContents', () => {
  test('has a text for every section that our template marks', () => {
    const { blocks, unknown } = fillCard(cardTemplate, cardContents(described()), 'template');
    expect(blocks).toEqual([...cardContents(described()).keys()]);
    expect(unknown).toEqual([]);
  });

  test('tells the verified numbers with data set, interval and groups', () => {
    const text = cardContents(described()).get('evaluation');
    expect(text).toContain('1.1.0 on **iris-test**');
    expect(text).toContain('| accuracy | 0.966667 | 0.833 to 0.994 |');
    expect(text).toContain('| EU | 10 | 0.9 |');
  });

  test('tells what the model is before it has a version, and leaves empty what it cannot know', () => {
    const contents = cardContents({ model: { ...model, riskTier: 'high', intendedUse: 'For ann.' }, owners: ['olga'] });
    expect(contents.get('facts')).toBe('- **Owners:** olga\n- **Risk tier:** high');
    expect(contents.get('intended-use')).toBe('For ann.');
    for (const name of ['limits', 'inputs-and-outputs', 'training-data', 'evaluation'])
      expect(contents.get(name)).toBe('');
  });

  test('keeps paragraphs and lines of prose', () => {
    const contents = cardContents({ model: { ...model, limits: 'One\r\ntwo.\n\n\nThree.' }, owners: [] });
    expect(contents.get('limits')).toBe('One\\\ntwo.\n\nThree.');
  });

  test('does not say who holds which stage', () => {
    expect([...cardContents(described()).values()].join()).not.toMatch(/production|staging/);
  });

  test('makes nothing active of hostile texts, and they cannot end their section', () => {
    const evil = '# Limits <script> @all [x](javascript:1) |';
    const marker = '<!-- mergeline:end facts -->';
    const facts: CardFacts = {
      ...described({ licence: evil, datasets: [{ name: marker, digest: aContender('1.1.0').manifestDigest }] }),
      model: {
        ...model,
        description: `${marker}\n${evil}\n\n<!-- `,
        riskTier: evil,
        tags: { a: marker },
        links: [{ title: evil, url: 'https://example.com/<!--`' }],
      },
      owners: [evil],
    };
    const { text } = fillCard(cardTemplate, cardContents(facts), 'card');
    expect(text).not.toMatch(/<script|\[x\]\(|[^\\]@all/);
    expect(fillCard(text, cardContents(facts), 'card').stale).toEqual([]);
    expect([...sectionsOf(text).keys()]).toEqual([...sectionsOf(cardTemplate).keys()]);
    expect(sectionsOf(text).get('ethical considerations')?.trim()).toBe('');
  });
});
