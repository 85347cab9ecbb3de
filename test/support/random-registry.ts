import fc from 'fast-check';
import type { Digest } from '../../core/domain/digest.ts';
import type { Manifest } from '../../core/domain/manifest.ts';
import type { ModelName, StageName } from '../../core/domain/names.ts';
import type { Evaluation, Model, Pointer, Status } from '../../core/domain/records.ts';
import type { SearchableModel } from '../../core/domain/searchable.ts';
import type { Version } from '../../core/domain/version.ts';
import { searchableVersion } from '../../core/search/searchable-version.ts';
import { wordsOf } from '../../core/search/words.ts';

/** Few, so that queries meet what registries hold; strange, so that nothing rests on plain letters. */
export const texts = [
  'a',
  'A',
  'b%',
  'İstanbul',
  'straße',
  '😀 z',
  '\uffff',
  "it's; DROP TABLE fact; --",
  '" OR NEAR(a) *',
  '[a-z]*?',
  '',
  '10',
] as const;
export const keys = ['x', 'y z', 'a.b', '__proto__'] as const;
export const numbers = [0, -1, 0.5, 10, 1e300] as const;
const modelNames = ['a', 'b', 'risk/a', 'risk/b'] as const;
const versionNames = ['1.0.0', '1.0.0-rc.2', '1.0.0-rc.10', '1.10.0', '1.2.0'] as const;
export const stages = ['staging', 'production'] as const;
const times = ['2026-03-31T00:00:00Z', '2026-03-31T23:59:59Z', '2026-04-01T00:00:00Z', '2025-01-01T12:00:00Z'] as const;

const text = fc.constantFrom(...texts);
const number = fc.constantFrom(...numbers);
const keyed = <T>(value: fc.Arbitrary<T>) =>
  fc
    .array(fc.tuple(fc.constantFrom(...keys), value), { maxLength: 3 })
    .map((entries) => Object.fromEntries(entries) as Readonly<Record<string, T>>);
const digest = fc.constantFrom('a', 'b').map((letter) => `sha256:${letter.repeat(64)}` as Digest);
const time = fc.constantFrom(...times);

const manifest = fc.record({
  created: time,
  registeredBy: text,
  metrics: keyed(fc.oneof(number, fc.constant(Number.NaN))),
  parameters: keyed(fc.oneof(number, text, fc.boolean(), fc.constant(null))),
  tags: keyed(text),
  datasets: fc.array(fc.record({ name: text, digest }), { maxLength: 2 }),
  source: fc.record({ format: text, framework: text }, { requiredKeys: ['format'] }),
  lineage: fc.record({ parent: text, runUrl: fc.constant('https://x/runs/10') }, { requiredKeys: [] }),
});

const evaluation = fc.record({
  dataset: fc.record({ name: text, digest, rows: fc.constant(1) }),
  metrics: keyed(number),
});

const status = fc.record({ state: fc.constantFrom('active', 'deprecated', 'yanked'), tags: keyed(text) });

const version = fc.record({
  manifest,
  evaluations: fc.array(evaluation, { maxLength: 2 }),
  status: fc.option(status, { nil: undefined }),
});

const model = fc.record({
  versions: fc.uniqueArray(fc.tuple(fc.constantFrom(...versionNames), version), { selector: ([name]) => name }),
  owners: fc.array(text, { maxLength: 2 }),
  pointers: fc.dictionary(fc.constantFrom(...stages), fc.constantFrom(...versionNames)),
  card: text,
});

/** Models as a search sees them; no two have the same name. */
export const randomModels: fc.Arbitrary<readonly SearchableModel[]> = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...modelNames), model), { selector: ([name]) => name })
  .map((models) => models.map(([name, parts]) => searchableOf(name as ModelName, parts)));

type Parts = typeof model extends fc.Arbitrary<infer T> ? T : never;

function searchableOf(name: ModelName, { versions, owners, pointers, card }: Parts): SearchableModel {
  return {
    model: name,
    words: wordsOf(card),
    faults: [],
    versions: versions.map(([number, records]) =>
      searchableVersion({
        manifest: { ...records.manifest, model: name, version: number as Version } as unknown as Manifest,
        model: { name, owners, tags: {}, links: [] } as Model,
        owners,
        pointers: Object.entries(pointers).map(
          ([stage, held]) => ({ stage: stage as StageName, version: held }) as unknown as Pointer,
        ),
        evaluations: records.evaluations as unknown as readonly Evaluation[],
        status: records.status as unknown as Status | undefined,
      }),
    ),
  };
}
