import { describe, expect, it } from 'vitest';
import { presentLineage } from '../../../cli/presenters/lineage.ts';
import type { ModelName, StageName } from '../../../core/domain/names.ts';
import type { Oid } from '../../../core/domain/records.ts';
import type { Version } from '../../../core/domain/version.ts';
import type { Ancestor, VersionLineage, VersionList } from '../../../core/lineage/lineage.ts';
import { noLineage } from '../../support/no-lineage.ts';
import * as modelAnswers from '../story/model-answers.ts';
import * as story from '../story/names.ts';
import { page } from '../story/page.ts';

const iris = 'iris' as ModelName;
const created = '2026-11-24T10:00:00Z';
const none: VersionList = { versions: [], total: 0 };

function listOf(count: number, total = count): VersionList {
  const versions = Array.from({ length: count }, (_, at) => ({
    model: iris,
    version: `2.0.${count - at}` as Version,
    created,
  }));
  return { versions, total };
}

function ancestor(version: string, more: Partial<Ancestor> = {}): Ancestor {
  const name = { named: version, model: iris, version: version as Version };
  return { ...name, state: 'active', created, registeredBy: 'ann', ...more };
}

const show = (lineage: Partial<VersionLineage>, on = page) =>
  presentLineage({ ...modelAnswers.show, faults: [], lineage: { ...noLineage, ...lineage } }, on);

describe('a lineage', () => {
  it('is a tree of where a version comes from and what came of it', () => {
    const digest = story.digest;
    const text = show({
      parents: [
        ancestor('1.0.0', { state: 'yanked' }),
        ancestor('0.9.0', { state: 'unknown', created: null, registeredBy: null }),
      ],
      parentsEnd: 'unknown',
      baseModel: { ...ancestor('bert-base'), model: null, version: null, state: 'unknown', created: null },
      datasets: [
        {
          name: 'train',
          digest,
          rows: 150,
          pinnedAs: 'holdout',
          evaluatedHere: true,
          trained: listOf(1),
          evaluated: none,
        },
      ],
      source: {
        repository: 'https://example.org/iris',
        commit: '4b825dc642cb6eb9',
        runUrl: 'https://ci.example.org/7',
      },
      evaluations: [
        {
          id: 'a1',
          dataset: { name: 'holdout', digest, rows: 30 },
          pinnedAs: 'holdout',
          metrics: { accuracy: 0.966666, f1: 0.97, log_loss: 0.1, recall: 0.9, roc_auc: 1 },
          evaluatedBy: 'bob',
          at: created,
        },
      ],
      stays: [
        {
          stage: 'production' as StageName,
          generation: 12,
          commit: '0123456789abcdef' as Oid,
          image: digest,
          from: created,
          until: null,
          published: null,
        },
        {
          stage: 'staging' as StageName,
          generation: 3,
          commit: '0123456789abcdef' as Oid,
          image: null,
          from: '2026-11-23T10:00:00Z',
          until: created,
          published: { at: created, by: 'bob', reference: null },
        },
      ],
      children: listOf(2),
      fineTunes: listOf(1),
    });

    expect(text).toMatchInlineSnapshot(`
      "iris@1.1.0  registered 2026-11-25 10:00 UTC by ann
      ├─ parents
      │  ├─ iris@1.0.0  2026-11-24 10:00 UTC by ann  yanked
      │  └─ iris@0.9.0  not in this registry
      ├─ base model
      │  └─ bert-base  not in this registry
      ├─ trained on
      │  └─ train  150 rows  sha256:0123456789ab  pinned as holdout  also evaluated on it
      │     └─ trained on the same
      │        └─ iris@2.0.1  2026-11-24 10:00 UTC
      ├─ made from
      │  ├─ https://example.org/iris at 4b825dc642
      │  └─ https://ci.example.org/7
      ├─ evaluated on
      │  └─ holdout  30 rows  sha256:0123456789ab  2026-11-24 10:00 UTC by bob  accuracy 0.9667, f1 0.97, log_loss 0.1, recall 0.9
      ├─ stages
      │  ├─ production  generation 12  since 2026-11-24 10:00 UTC                   sha256:0123456789ab  not published
      │  └─ staging     generation 3   2026-11-23 10:00 UTC – 2026-11-24 10:00 UTC  no image             published
      ├─ children
      │  ├─ iris@2.0.2  2026-11-24 10:00 UTC
      │  └─ iris@2.0.1  2026-11-24 10:00 UTC
      └─ fine-tunes
         └─ iris@2.0.1  2026-11-24 10:00 UTC"
    `);
  });

  it('stays readable with fifty children, and says how to see the others', () => {
    const text = show({ children: listOf(50) });

    expect(text.split('\n')).toHaveLength(1 + 1 + 10 + 1);
    expect(text).toContain(
      `and 40 more: mergeline search "lineage.parent = 'iris@1.1.0' OR model = 'iris' AND lineage.parent = '1.1.0'"`,
    );
    expect(show({ children: listOf(50) }, { ...page, verbose: true })).not.toContain('more');
    expect(show({ children: listOf(50, 5000) }, { ...page, verbose: true })).toContain('and 4950 more');
  });

  it.each([
    ['cycle', 'goes in a circle'],
    ['depth', 'older ones are not followed'],
  ] as const)('says that its parents end with a %s', (parentsEnd, text) => {
    expect(show({ parents: [ancestor('1.0.0')], parentsEnd })).toContain(text);
  });

  it('of nothing is one line', () => {
    expect(show({})).toBe('iris@1.1.0  registered 2026-11-25 10:00 UTC by ann');
  });
});
