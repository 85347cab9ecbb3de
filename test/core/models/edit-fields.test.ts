import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseModelName } from '../../../core/domain/names.ts';
import type { Model } from '../../../core/domain/records.ts';
import { documentEdits, editedModel, type FieldEdits } from '../../../core/models/edit-fields.ts';
import { decode, encode } from '../../../registry-schema/codec.ts';
import { editDocument } from '../../../registry-schema/edit.ts';

const file = 'models/iris/model.yaml';
const iris: Model = {
  name: parseModelName('iris'),
  description: 'Three species.',
  owners: ['ann', 'ben'],
  riskTier: 'low',
  tags: { team: 'botany', domain: 'flowers' },
  links: [{ title: 'Dashboard', url: 'https://grafana.example.com/d/iris' }],
};

function rewritten(text: string, edits: FieldEdits): string {
  const bytes = new TextEncoder().encode(text);
  const before = decode('Model', bytes, { file });
  const after = editedModel(before, edits);
  const written = editDocument('Model', bytes, documentEdits(before, after), { file });
  expect(decode('Model', written, { file })).toEqual(after);
  return new TextDecoder().decode(written);
}

const written = `apiVersion: mergeline.dev/v1
kind: Model
name: iris # as ever
# Who answers for it.
owners:
  - ann # since 2024
  - ben
riskTier: low # decided in RISK-1
tags: { team: botany }
links:
  - title: Dashboard # ours
    url: https://grafana.example.com/d/iris
`;

describe('an edit of model.yaml', () => {
  test('adds an owner, a tag and a link beside those that are there, and keeps every comment', () => {
    const text = rewritten(written, {
      owners: ['zoe', 'ann'],
      tags: { domain: 'flowers' },
      links: [{ title: 'Paper', url: 'https://example.com/p' }],
    });
    expect(text.split('\n').filter((line) => !written.includes(line.trim()))).toEqual([
      '  - "zoe"',
      'tags: { team: botany, domain: flowers }',
      '  - title: "Paper"',
      '    url: "https://example.com/p"',
    ]);
    expect(text.match(/#/g)).toHaveLength(5);
  });

  test('takes an owner and a link out of their lists and leaves the others as they are written', () => {
    const text = rewritten(written, { removeOwners: ['ben'], owners: ['zoe'] });
    expect(text).toBe(written.replace('  - ben\n', '  - "zoe"\n'));
    expect(
      rewritten(written.replace('owners:\n  - ann # since 2024\n  - ben', 'owners: [ann, ben] # both'), {
        removeOwners: ['ann'],
      }),
    ).toContain('owners: ["ben"] # both\n');
    const two = `${written}  - title: Paper # theirs\n    url: https://example.com/p\n`;
    expect(rewritten(two, { unlink: ['Dashboard'] })).toBe(
      two.replace('  - title: Dashboard # ours\n    url: https://grafana.example.com/d/iris\n', ''),
    );
  });

  test('gives a link of a known title its new address', () => {
    const links = [{ title: 'Dashboard', url: 'https://example.com/new' }];
    expect(editedModel(iris, { links }).links).toEqual(links);
  });

  test('takes away owners, tags, links and fields', () => {
    const edits = { removeOwners: ['ann'], untag: ['team'], unlink: ['Dashboard'], unset: ['description'] };
    expect(editedModel(iris, edits)).toEqual({
      name: 'iris',
      owners: ['ben'],
      riskTier: 'low',
      tags: { domain: 'flowers' },
      links: [],
    });
    expect(editedModel(iris, { unlink: ['https://grafana.example.com/d/iris'] }).links).toEqual([]);
    expect(editedModel(iris, { unset: ['owners', 'tags', 'links'] })).toMatchObject({
      owners: [],
      tags: {},
      links: [],
    });
  });

  test.each([
    [{ removeOwners: ['zoe'] }, '"zoe" is no owner of iris.'],
    [{ untag: ['constructor'] }, '"constructor" is no tag of iris.'],
    [{ unlink: ['Paper'] }, '"Paper" is no link of iris.'],
    [{ unset: ['name'] }, '"name" is no field that can be left out.'],
    [
      {
        links: [
          { title: 'A', url: 'https://a.example' },
          { title: 'A', url: 'https://b.example' },
        ],
      },
      'Two links have the title "A".',
    ],
  ])('refuses %j', (edits, message) => {
    expect(() => editedModel(iris, edits)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID', message }));
  });

  test('comes to what was asked for, whatever stands there', () => {
    const text = fc.constantFrom('a', 'b: c', '# d', 'two\nlines', '- e', '日本');
    const line = fc.constantFrom('a', 'b: c', '# d', '- e');
    const model = fc.record(
      {
        description: text,
        riskTier: line,
        intendedUse: text,
        limits: text,
        nextReview: fc.constantFrom('2026-10-01', '2027-03-31'),
        owners: fc.uniqueArray(fc.constantFrom('ann', 'ben', 'zoe')),
        tags: fc.dictionary(fc.constantFrom('team', 'null', '1.0'), line),
        links: fc.uniqueArray(
          fc.constantFrom({ title: 'A', url: 'https://a.example' }, { title: 'B', url: 'https://b.example' }),
        ),
      },
      { requiredKeys: ['owners', 'tags', 'links'] },
    );
    fc.assert(
      fc.property(model, model, (one, other) => {
        const [before, after] = [{ ...one, name: iris.name } as Model, { ...other, name: iris.name } as Model];
        const bytes = editDocument('Model', encode('Model', before), documentEdits(before, after), { file });
        expect(decode('Model', bytes, { file })).toEqual(after);
      }),
    );
  });
});
