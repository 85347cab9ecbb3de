import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { searchVersion } from '../../../adapters/sqlite/search/search-database.ts';
import { SqliteSearchIndex } from '../../../adapters/sqlite/search/sqlite-search-index.ts';
import type { FoundVersion } from '../../../core/domain/found-version.ts';
import type { ModelName } from '../../../core/domain/names.ts';
import type { Oid } from '../../../core/domain/records.ts';
import type { FoundPage, SearchRequest } from '../../../core/domain/search-request.ts';
import type { SearchableModel, SearchableVersion } from '../../../core/domain/searchable.ts';
import type { Version } from '../../../core/domain/version.ts';
import { MergelineError } from '../../../core/errors.ts';
import type { ChangedModel, Registered, SearchSource } from '../../../core/ports/search-index.ts';
import { evaluateQuery } from '../../../core/search/evaluate-query.ts';
import { parseQuery } from '../../../core/search/parse-query.ts';
import { fieldNames } from '../../../core/search/searchable-fields.ts';
import { versionKey } from '../../../core/search/version-key.ts';
import { numbered, versionNumbers } from '../../../core/search/version-numbers.ts';
import { randomQuery } from '../../support/random-query.ts';
import { randomModels } from '../../support/random-registry.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const now = '2026-11-25T10:00:00Z';
const isFull = process.env['MERGELINE_FULL'] === '1';
const registries = isFull ? 200 : 15;
const queriesEach = 25;

type States = Readonly<Record<string, readonly SearchableModel[]>>;

/** States of a registry by name, each behind the one before; the last one is its tip. */
function sourceOf(states: States): SearchSource & { reads: number } {
  const names = Object.keys(states);
  const source = {
    reads: 0,
    tip: async () => names.at(-1) as Oid,
    async *read(commit: Oid) {
      source.reads += 1;
      yield* states[commit] ?? [];
    },
    async *changes(before: Oid, after: Oid) {
      const [old, now] = [states[before], states[after] ?? []];
      if (old === undefined) throw new MergelineError('NOT_FOUND', `There is no commit ${before}.`);
      for (const searchable of now) yield changeOf(searchable, old);
      for (const { model } of old)
        if (!now.some((it) => it.model === model)) yield { model, affected: 'all' } satisfies ChangedModel;
    },
    order: async (commit: Oid, known?: Oid) => {
      const [end, begin] = [names.indexOf(commit), known === undefined ? -1 : names.indexOf(known)];
      if (known !== undefined && begin !== -1 && end <= begin) return { relation: 'before' as const, versions: [] };
      const versions = names.slice(begin + 1, end + 1).flatMap((name) => registeredIn(states, name));
      return { relation: begin === -1 ? ('apart' as const) : ('behind' as const), versions };
    },
    policyFaults: async () => [],
  };
  return source;
}

/** With the versions alone that differ. */
function changeOf(searchable: SearchableModel, old: readonly SearchableModel[]): ChangedModel {
  const { model, versions } = searchable;
  const before = old.find((it) => it.model === model)?.versions;
  if (before === undefined) return { model, affected: 'all', searchable };
  const keep = versions.filter((version) => before.some((it) => isDeepStrictEqual(it, version)));
  const isKept = (version: SearchableVersion) => keep.some(({ key }) => key === version.key);
  const affected = new Set([...before, ...versions].filter((it) => !isKept(it)).map(({ found }) => found.version));
  return {
    model,
    affected: [...affected],
    searchable: { ...searchable, versions: versions.filter((it) => !isKept(it)) },
  };
}

function registeredIn(states: States, name: string): readonly Registered[] {
  const before = states[Object.keys(states)[Object.keys(states).indexOf(name) - 1] ?? ''] ?? [];
  const known = new Set(versionsOf(before).map(({ found }) => `${found.model}@${found.version}`));
  return versionsOf(states[name] ?? [])
    .map(({ found }) => found)
    .filter(({ model, version }) => !known.has(`${model}@${version}`));
}

function versionsOf(models: readonly SearchableModel[]): readonly SearchableVersion[] {
  return models.flatMap(({ versions }) => versions);
}

/** A state with the numbers of its versions, as whoever looks at all of them sees it. */
function numberedState(states: States, name: string): readonly SearchableModel[] {
  const names = Object.keys(states);
  const order = names.slice(0, names.indexOf(name) + 1).flatMap((each) => registeredIn(states, each));
  return (states[name] ?? []).map((model) => numbered(model, versionNumbers(order)));
}

async function openIndex(folder?: string): Promise<SqliteSearchIndex> {
  const index = new SqliteSearchIndex(folder ?? (await temporaryFolder()));
  onTestFinished(() => index.close());
  return index;
}

function requestOf(query: string, limit = 1_000): SearchRequest {
  return { ...parseQuery(query, { now }), limit };
}

const refsOf = (page: FoundPage | undefined) => page?.versions.map(({ model, version }) => `${model}@${version}`);

async function* each<T>(values: readonly T[]): AsyncIterable<T> {
  yield* values;
}

/** Page after page as an index and an evaluator give them. */
async function pagesOf(search: (request: SearchRequest) => Promise<FoundPage | undefined>, request: SearchRequest) {
  const pages: unknown[] = [];
  let after: SearchRequest['after'];
  do {
    const page = await search({ ...request, after });
    pages.push([page?.versions, page?.total, page?.last]);
    after = page?.last;
  } while (after !== undefined);
  return pages;
}

test(
  'finds what looking at every version finds, in the same order, page by page, at the tip and at a commit before',
  async () => {
    const registry = fc.tuple(
      randomModels,
      randomModels,
      fc.array(randomQuery, { minLength: queriesEach, maxLength: queriesEach }),
      fc.constantFrom(0, 1_000),
    );
    await fc.assert(
      fc.asyncProperty(registry, async ([first, second, queries, walkFrom]) => {
        const index = new SqliteSearchIndex(await temporaryFolder(), { walkFrom });
        const states = { first, second };
        try {
          await index.search(requestOf(''), sourceOf({ first }));
          const source = sourceOf(states);
          for (const query of queries) {
            const request = requestOf(query, 3);
            for (const commit of [undefined, 'first' as Oid]) {
              const models = numberedState(states, commit ?? 'second');
              const expected = await pagesOf((it) => evaluateQuery(it, each(models)), request);
              expect(await pagesOf((it) => index.search(it, source, commit), request), query).toEqual(expected);
            }
          }
          expect(source.reads).toBe(0);
        } finally {
          index.close();
        }
      }),
      isFull ? { numRuns: registries } : { numRuns: registries, interruptAfterTimeLimit: 20_000 },
    );
  },
  isFull ? 600_000 : 60_000,
);

test.each([
  ['sorts', 1_000],
  ['walks in order', 0],
])(
  'goes from page to page between numbers, texts that look like them and what is missing when it %s',
  async (_, walkFrom) => {
    const values = [0, '', 10, '10', '0', -1, 'a', undefined];
    const versions = values.map((value, at): SearchableVersion => {
      const version = `1.${at}.0` as Version;
      const facts = new Map(value === undefined ? [] : [['params.x', [value]]]);
      return { found: { model: 'a', version } as FoundVersion, key: versionKey(version), facts, words: [] };
    });
    const models: readonly SearchableModel[] = [{ model: 'a' as ModelName, words: [], faults: [], versions }];
    const index = new SqliteSearchIndex(await temporaryFolder(), { walkFrom });
    onTestFinished(() => index.close());
    for (const query of ['ORDER BY params.x', 'ORDER BY params.x DESC']) {
      const request = requestOf(query, 1);
      const expected = await pagesOf((it) => evaluateQuery(it, each(models)), request);
      expect(await pagesOf((it) => index.search(it, sourceOf({ only: models })), request), query).toEqual(expected);
    }
  },
);

describe('the index', () => {
  const [first, second] = fc.sample(
    randomModels.filter((models) => models.length > 2),
    { numRuns: 2, seed: 7 },
  );
  const all = async (models: readonly SearchableModel[] = []) =>
    refsOf(await evaluateQuery(requestOf(''), each(models)));

  it('remembers from one process to the next', async () => {
    const folder = await temporaryFolder();
    await (await openIndex(folder)).search(requestOf(''), sourceOf({ first: first ?? [] }));
    const source = sourceOf({ first: first ?? [] });

    expect(refsOf(await (await openIndex(folder)).search(requestOf(''), source))).toEqual(await all(first));
    expect(source.reads).toBe(0);
  });

  it('answers with the commit that it searched', async () => {
    const index = await openIndex();
    const page = await index.search(requestOf(''), sourceOf({ first: first ?? [] }));
    expect(page?.commit).toBe('first');
  });

  it('is made anew when the commit that it knows is gone', async () => {
    const index = await openIndex();
    await index.search(requestOf(''), sourceOf({ first: first ?? [] }));

    expect(refsOf(await index.search(requestOf(''), sourceOf({ second: second ?? [] })))).toEqual(await all(second));
  });

  const damages: readonly (readonly [string, (bytes: Buffer) => Uint8Array])[] = [
    ['something else', () => Buffer.from('nonsense'.repeat(10_000))],
    ['empty', () => Buffer.of()],
    ['cut in its middle', (bytes) => bytes.subarray(0, bytes.length / 2)],
    [
      'overwritten behind its header',
      (bytes) => Buffer.concat([bytes.subarray(0, 4096), bytes.subarray(4096).fill(7)]),
    ],
  ];

  it.each(damages)('is made anew, in another file, when its file is %s', async (_, damaged) => {
    const folder = await temporaryFolder();
    const source = sourceOf({ first: first ?? [] });
    const before = new SqliteSearchIndex(folder);
    await before.search(requestOf(''), source);
    before.close();
    const generation = await readFile(join(folder, `search-${searchVersion}.current`), 'utf8');
    for (const name of await readdir(folder))
      if (name.endsWith('.sqlite') && !name.includes('lock'))
        await writeFile(join(folder, name), damaged(await readFile(join(folder, name))));

    expect(refsOf(await (await openIndex(folder)).search(requestOf(''), source))).toEqual(await all(first));
    expect(await readFile(join(folder, `search-${searchVersion}.current`), 'utf8')).not.toBe(generation);
  });

  it('leaves the files of an older release alone for a month, then they go', async () => {
    const folder = await temporaryFolder();
    const day = 24 * 3_600_000;
    const old = { 'search-1-00000000000000ff.sqlite': 40, 'search-2.current': 40, 'search-2.lock.sqlite': 3 };
    for (const [name, days] of Object.entries({ ...old, 'notes-1.txt': 400 })) {
      await writeFile(join(folder, name), '');
      const then = new Date(Date.now() - days * day);
      await utimes(join(folder, name), then, then);
    }

    await (await openIndex(folder)).search(requestOf(''), sourceOf({ first: first ?? [] }));

    const left = (await readdir(folder)).filter((name) => !name.startsWith(`search-${searchVersion}`));
    expect(left.sort()).toEqual(['notes-1.txt', 'search-2.lock.sqlite']);
  });

  it('has a version of its own for these fields: raise it where they change', () => {
    expect({ searchVersion, fieldNames }).toMatchInlineSnapshot(`
      {
        "fieldNames": [
          "model",
          "namespace",
          "version",
          "version_number",
          "stage",
          "status",
          "owner",
          "risk_tier",
          "next_review",
          "framework",
          "framework_version",
          "format",
          "task",
          "dataset",
          "dataset_digest",
          "evaluated_on",
          "evaluated_on_digest",
          "created",
          "created_by",
          "licence",
          "description",
          "run_id",
          "lineage.source_repository",
          "lineage.source_commit",
          "lineage.run_url",
          "lineage.parent",
          "lineage.base_model",
        ],
        "searchVersion": 5,
      }
    `);
  });

  it('answers nothing where its files cannot be written', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');

    expect(await (await openIndex(file)).search(requestOf(''), sourceOf({ first: first ?? [] }))).toBeUndefined();
  });

  it('answers nothing, and keeps what it has, when the registry cannot be read', async () => {
    const folder = await temporaryFolder();
    const index = await openIndex(folder);
    await index.search(requestOf(''), sourceOf({ first: first ?? [] }));
    const broken: SearchSource = {
      tip: async () => 'other' as Oid,
      read: () => failing(),
      changes: () => failing(),
      order: async () => ({ relation: 'apart', versions: [] }),
      policyFaults: async () => [],
    };

    expect(await index.search(requestOf(''), broken)).toBeUndefined();
    expect(refsOf(await index.search(requestOf(''), sourceOf({ first: first ?? [] })))).toEqual(await all(first));
  });
});

// biome-ignore lint/correctness/useYield: it fails before anything is read.
async function* failing(): AsyncGenerator<never> {
  throw new MergelineError('REPOSITORY_CORRUPT', 'The object is damaged.');
}
