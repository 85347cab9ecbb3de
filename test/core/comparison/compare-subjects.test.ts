import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSubjects } from '../../../core/comparison/compare-subjects.ts';
import type { CellValue } from '../../../core/comparison/comparison-answer.ts';
import type { Subject } from '../../../core/comparison/subject.ts';
import type { Digest } from '../../../core/domain/digest.ts';
import type { Evaluation } from '../../../core/domain/records.ts';
import { subjectAt } from '../../support/sample-comparison.ts';

const other: Digest = `sha256:${'f'.repeat(64)}`;

function rowOf(subjects: readonly Subject[], field: string) {
  const row = compareSubjects(subjects).rows.find((it) => it.field === field);
  if (row === undefined) throw new Error(`there is no row ${field}`);
  return row;
}

function measured(index: number, ...changes: readonly Partial<Evaluation>[]): Subject {
  const subject = subjectAt(index);
  const [evaluation] = subject.evaluations;
  return { ...subject, evaluations: changes.map((change) => ({ ...evaluation!, ...change })) };
}

const dataset = (digest: Digest) => ({ name: 'holdout', digest, rows: 10 });
const on = (digest: Digest, accuracy: number, at = '2026-01-01T00:00:00Z') => ({
  dataset: dataset(digest),
  metrics: { accuracy },
  at,
});
const here: Digest = `sha256:${'a'.repeat(64)}`;

describe('verified metrics', () => {
  it('are counted once, however many averages they have', () => {
    const subjects = [
      measured(2, { metrics: { f1: 0.5, f1_micro: 0.5, f1_weighted: 0.5 } }),
      measured(3, { metrics: { f1: 0.75, f1_micro: 0.75, f1_weighted: 0.75 } }),
    ];
    expect(compareSubjects(subjects).versions[1]?.against).toMatchObject({ better: 1, worse: 0 });
  });

  it('are subtracted from the first, and better is what the metric says', () => {
    const subjects = [
      measured(2, { metrics: { accuracy: 0.5, mae: 0.125, own: 1 } }),
      measured(3, { metrics: { accuracy: 0.75, mae: 0.25, own: 3 } }),
    ];

    const told = ['accuracy', 'mae', 'own'].map((name) => {
      const { direction, values, measurements } = rowOf(subjects, `verified.${name}`);
      return [direction, values, measurements?.map((it) => [it?.delta, it?.better])];
    });
    expect(told).toEqual([
      [
        'higher',
        [0.5, 0.75],
        [
          [null, null],
          [0.25, true],
        ],
      ],
      [
        'lower',
        [0.125, 0.25],
        [
          [null, null],
          [0.125, false],
        ],
      ],
      [
        null,
        [1, 3],
        [
          [null, null],
          [2, null],
        ],
      ],
    ]);
    expect(compareSubjects(subjects).versions[1]?.against).toMatchObject({ better: 1, worse: 1 });
  });

  it('that differ in the last digit only are the same', () => {
    const subjects = [measured(2, { metrics: { f1: 0.3 } }), measured(3, { metrics: { f1: 0.1 + 0.2 } })];

    expect(rowOf(subjects, 'verified.f1')).toMatchObject({
      changed: false,
      measurements: [{}, { delta: 0, better: null }],
    });
  });

  it('on other bytes, or of another column, are not comparable, and that is a difference', () => {
    const onOther = rowOf([measured(2, on(here, 0.5)), measured(3, on(other, 0.5))], 'verified.accuracy');
    const ofOther = rowOf(
      [measured(2, on(here, 0.5)), measured(3, { ...on(here, 0.9), target: 'y' })],
      'verified.accuracy',
    );

    expect([onOther, ofOther].map(({ changed, measurements }) => [changed, measurements?.[1]?.comparable])).toEqual([
      [true, false],
      [true, false],
    ]);
    expect(ofOther.measurements?.[1]).toMatchObject({ delta: null, better: null });
  });

  it('come from the bytes that the most versions were measured on, however old', () => {
    const both = measured(2, on(here, 0.5), on(other, 0.6, '2026-06-01T00:00:00Z'));

    expect(rowOf([both, measured(3, on(here, 0.7))], 'verified.accuracy').values).toEqual([0.5, 0.7]);
    expect(rowOf([both, measured(3, on(other, 0.7))], 'verified.accuracy').values).toEqual([0.6, 0.7]);
    expect(rowOf([both, both], 'verified.accuracy').values).toEqual([0.6, 0.6]);
  });

  it('of another manifest are none of the version', () => {
    const forged = measured(3, { ...on(here, 1), manifestDigest: other });

    expect(rowOf([measured(2, on(here, 0.5)), forged], 'verified.accuracy').values).toEqual([0.5, null]);
  });
});

describe('the rows', () => {
  const subjects = [subjectAt(3), subjectAt(11)];

  it('keep what was reported apart, without a difference', () => {
    const row = rowOf(subjects, 'reported.accuracy');

    expect(row).toMatchObject({ group: 'reported', changed: true, direction: 'higher' });
    expect(row.measurements).toBeUndefined();
  });

  it('tell parameters, data sets, sizes, lineage, cards and tags, those that one version lacks too', () => {
    const values = (field: string) => rowOf(subjects, field).values;

    expect(values('params.learning_rate')).toEqual([0.1, 0.05]);
    expect(values('dataset.merchants')).toEqual([null, `sha256:${'3'.repeat(64)}`]);
    expect(values('dataset.transactions.rows')).toEqual([102_000, 134_000]);
    expect(values('size.served')).toEqual([2_070_000, 3_590_000]);
    expect(values('lineage.run_url')).toEqual(['https://ci.example/runs/4203', 'https://ci.example/runs/4211']);
    expect(values('card.development')).toEqual([null, `sha256:${'b'.repeat(64)}`]);
    expect(values('tags.team')).toEqual(['risk', 'risk']);
    expect(rowOf(subjects, 'tags.team').changed).toBe(false);
  });

  it('say what stops a program that calls the first version', () => {
    const { versions } = compareSubjects(subjects);

    expect(versions.map(({ against }) => against?.signature)).toEqual([
      undefined,
      ['breaks callers: input merchant is new and nobody sends it'],
    ]);
  });

  it('tell a parameter that is null from one that is not set, and names of objects are only names', () => {
    const first = { ...subjectAt(3), manifest: { ...subjectAt(3).manifest, parameters: { seed: null } } };
    const parameters = JSON.parse('{"__proto__": 1, "constructor": 2}');
    const second = { ...first, manifest: { ...first.manifest, parameters } };

    expect(rowOf([first, second], 'params.seed').values).toEqual(['null', null]);
    expect(rowOf([first, second], 'params.__proto__').values).toEqual([null, 1]);
    expect(rowOf([first, second], 'params.constructor').values).toEqual([null, 2]);
  });

  it('have a value for each version, and say that they differ exactly where they do', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 11 }), { minLength: 2, maxLength: 5 }), (indices) => {
        const { rows, versions } = compareSubjects(indices.map(subjectAt));
        expect(versions).toHaveLength(indices.length);
        for (const { values, changed, measurements } of rows) {
          expect(values).toHaveLength(indices.length);
          const differs = new Set(values.map((value: CellValue) => JSON.stringify(value))).size > 1;
          expect(changed).toBe(differs || measurements?.some((it) => it?.comparable === false) === true);
        }
        if (new Set(indices).size === 1) expect(rows.some(({ changed }) => changed)).toBe(false);
      }),
    );
  });
});
