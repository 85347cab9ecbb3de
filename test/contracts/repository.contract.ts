import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Oid } from '../../core/domain/records.ts';
import type { CommitRequest, HistoryEntry, Repository } from '../../core/ports/repository.ts';
import { editsOf, type Files } from '../support/commit-files.ts';

export interface RepositoryUnderTest {
  readonly repository: Repository;
  dispose?(): Promise<void>;
}

const ann = { name: 'Ann', email: 'ann@example.com' };
const absent = 'f'.repeat(40) as Oid;
const start = Date.parse('2026-03-01T12:00:00Z');

function text(bytes: Uint8Array | undefined): string | undefined {
  return bytes && Buffer.from(bytes).toString();
}

const places = [
  ['at the top', ''],
  ['in a folder', 'registries/ml'],
] as const;

/** What every Repository promises: the registry at the top of a repository, and in a folder of it. */
export function describeRepository(
  name: string,
  open: (root: string) => Promise<RepositoryUnderTest>,
  { only = places.map(([place]) => place) }: { readonly only?: readonly string[] } = {},
): void {
  describe.each(places.filter(([place]) => only.includes(place)))(`${name}, registry ${'%s'}`, (_, root) => {
    let opened: RepositoryUnderTest;
    let repository: Repository;
    let minutes = 0;

    beforeEach(async () => {
      minutes = 0;
      opened = await open(root);
      repository = opened.repository;
    });
    afterEach(async () => opened.dispose?.());

    const request = (files: Files, rest: Partial<CommitRequest> = {}): CommitRequest => {
      minutes += 1;
      const at = new Date(start + minutes * 60_000).toISOString().replace('.000', '');
      return {
        branch: 'main',
        expected: undefined,
        edits: editsOf(files),
        message: 'Change',
        author: ann,
        at,
        ...rest,
      };
    };
    const commit = async (files: Files, rest: Partial<CommitRequest> = {}) => {
      const expected = 'expected' in rest ? rest.expected : await repository.tip(rest.branch ?? 'main');
      const oid = await repository.commit(request(files, { ...rest, expected }));
      if (oid === 'stale') throw new Error('The branch moved.');
      return oid;
    };
    const filesAt = async (oid: Oid) => {
      const snapshot = await repository.snapshot(oid);
      const found: Record<string, string | undefined> = {};
      for await (const { path } of snapshot.walk('')) found[path] = text((await snapshot.read(path))?.bytes);
      return found;
    };
    const historyOf = (oid: Oid, below?: readonly string[]): Promise<HistoryEntry[]> =>
      Array.fromAsync(repository.history(oid, below && { below }));

    describe('commit', () => {
      it('makes a branch that was not there', async () => {
        expect(await repository.tip('main')).toBeUndefined();

        const oid = await commit({ 'models/iris/model.yaml': 'a' });

        expect(await repository.tip('main')).toBe(oid);
        expect(await filesAt(oid)).toEqual({ 'models/iris/model.yaml': 'a' });
      });

      it('applies writes and removals to what was there before', async () => {
        await commit({ 'a/one': '1', 'a/two': '2', 'b/three': '3' });

        const oid = await commit({ 'a/one': 'changed', 'a/two': null, 'b/three': null, 'c/d/e': 'new', absent: null });

        expect(await filesAt(oid)).toEqual({ 'a/one': 'changed', 'c/d/e': 'new' });
        expect((await (await repository.snapshot(oid)).list('')).map((it) => it.name)).toEqual(['a', 'c']);
      });

      it('records who, when and why', async () => {
        const first = await commit({ a: '1' });
        const oid = await commit(
          { a: '2' },
          { message: 'Register iris@1.0.0\n\nBecause.\n', at: '2026-03-31T23:59:58Z' },
        );

        const { commit: read } = await repository.snapshot(oid);

        expect(read).toMatchObject({ oid, parents: [first], author: ann, committer: ann, at: '2026-03-31T23:59:58Z' });
        expect(read.message).toBe('Register iris@1.0.0\n\nBecause.');
      });

      it('gives equal requests equal ids', async () => {
        const same = request({ a: '1', 'b/c': '2' });
        const one = await repository.commit({ ...same, branch: 'one' });
        const other = await repository.commit({ ...same, branch: 'other' });

        expect(one).toBe(other);
      });

      it('is stale when the branch moved, and moves nothing', async () => {
        const first = await commit({ a: '1' });
        const second = await commit({ b: '2' });

        expect(await repository.commit(request({ c: '3' }, { expected: first }))).toBe('stale');
        expect(await repository.commit(request({ c: '3' }, { expected: undefined }))).toBe('stale');
        expect(await repository.commit(request({ c: '3' }, { expected: second, branch: 'other' }))).toBe('stale');
        expect(await repository.tip('main')).toBe(second);
        expect(await repository.tip('other')).toBeUndefined();
      });

      it('lets exactly one of many writers at one tip win', async () => {
        const tip = await commit({ a: '1' });

        const outcomes = await Promise.all(
          ['b', 'c', 'd', 'e', 'f'].map((path) => repository.commit(request({ [path]: path }, { expected: tip }))),
        );

        expect(outcomes.filter((it) => it !== 'stale')).toEqual([await repository.tip('main')]);
      });

      it('starts a branch from another commit', async () => {
        const tip = await commit({ a: '1' });
        await commit({ b: '2' });

        const oid = await commit({ c: '3' }, { branch: 'proposals/7', expected: undefined, onto: tip });

        expect(await filesAt(oid)).toEqual({ a: '1', c: '3' });
        expect((await repository.snapshot(oid)).commit.parents).toEqual([tip]);
      });

      it('names the head of a merged proposal as a second parent', async () => {
        const tip = await commit({ a: '1' });
        const head = await commit({ b: '2' }, { branch: 'proposal', expected: undefined, onto: tip });

        const oid = await commit({ b: '2' }, { mergedFrom: [head] });

        expect((await repository.snapshot(oid)).commit.parents).toEqual([tip, head]);
      });

      it.each([
        '../out',
        '/etc/passwd',
        'a//b',
        'a/./b',
        '',
        'a/',
        '.git/config',
        'a/.GIT/x',
        'a\nb',
        'a\\b',
        'a\0b',
        'git~1/x',
        '.g\u200cit/x',
        '.git ./x',
      ])('refuses to write %j', async (path) => {
        await expect(commit({ [path]: 'x' })).rejects.toMatchObject({ code: 'NAME_INVALID' });
        expect(await repository.tip('main')).toBeUndefined();
      });

      it.each([
        ['a file below a file', { a: 'file' }, { 'a/b': 'x' }],
        ['a file in place of a folder', { 'a/b': 'x' }, { a: 'file' }],
        ['both at once', {}, { a: 'file', 'a/b': 'x' }],
        ['a name that differs only in case', { 'models/Iris/x': '1' }, { 'models/iris/y': '2' }],
        ['two new names that differ only in case', {}, { README: '1', readme: '2' }],
        ['two Unicode forms of one name', { 'caf\u00e9': '1' }, { 'cafe\u0301': '2' }],
      ])('refuses %s', async (_name, before, after) => {
        const tip = await commit({ kept: 'x', ...before });

        await expect(commit(after)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
        expect(await repository.tip('main')).toBe(tip);
      });

      it('lets a folder take the place of a file that the same commit removes', async () => {
        await commit({ a: 'file', 'b/c': 'folder' });

        expect(await filesAt(await commit({ a: null, 'a/b': 'x', 'b/c': null, b: 'y' }))).toEqual({
          'a/b': 'x',
          b: 'y',
        });
      });

      it('allows a commit that changes no file', async () => {
        const first = await commit({ a: '1' });

        const second = await commit({ a: '1' });

        expect(second).not.toBe(first);
        expect(await filesAt(second)).toEqual({ a: '1' });
      });
    });

    describe('deleteBranch', () => {
      it('removes a branch that is where the caller thinks', async () => {
        const oid = await commit({ a: '1' }, { branch: 'proposals/7' });

        expect(await repository.deleteBranch('proposals/7', oid)).toBe(true);
        expect(await repository.tip('proposals/7')).toBeUndefined();
      });

      it('leaves a branch that moved, and says so', async () => {
        const first = await commit({ a: '1' });
        const second = await commit({ a: '2' });

        expect(await repository.deleteBranch('main', first)).toBe(false);
        expect(await repository.deleteBranch('absent', first)).toBe(false);
        expect(await repository.tip('main')).toBe(second);
      });
    });

    describe('snapshot', () => {
      it('finds, reads and lists what a path names', async () => {
        const snapshot = await repository.snapshot(await commit({ 'models/iris/model.yaml': 'text', 'models/b': '' }));

        const file = await snapshot.read('models/iris/model.yaml');

        expect(file).toMatchObject({
          path: 'models/iris/model.yaml',
          oid: await snapshot.find('models/iris/model.yaml'),
        });
        expect(text(file?.bytes)).toBe('text');
        expect(await snapshot.list('models')).toEqual([
          { name: 'b', oid: 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391', kind: 'file' },
          { name: 'iris', oid: await snapshot.find('models/iris'), kind: 'folder' },
        ]);
      });

      it('finds nothing where nothing is', async () => {
        const snapshot = await repository.snapshot(await commit({ 'models/iris/model.yaml': 'text' }));

        for (const path of ['absent', 'models/absent/x', 'models/iris/model.yaml/x', '../x', 'models/../models']) {
          expect(await snapshot.find(path)).toBeUndefined();
          expect(await snapshot.read(path)).toBeUndefined();
          expect(await snapshot.list(path)).toEqual([]);
          expect(await Array.fromAsync(snapshot.walk(path))).toEqual([]);
        }
        expect(await snapshot.read('models/iris')).toBeUndefined();
        expect(await snapshot.list('models/iris/model.yaml')).toEqual([]);
      });

      it('walks every file below a folder in path order', async () => {
        const names = ['b', 'a-b', 'a/x', 'a.b', 'a/b/c', 'a0', '\u00e9', '\uffee', '\u{1f600}'];
        const snapshot = await repository.snapshot(
          await commit(Object.fromEntries(names.map((name) => [`m/${name}`, name]))),
        );

        const walked = await Array.fromAsync(snapshot.walk('m'));

        expect(walked.map((it) => it.path)).toEqual(
          names.map((name) => `m/${name}`).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
        );
        expect(walked.map((it) => it.oid)).toEqual(await Promise.all(walked.map((it) => snapshot.find(it.path))));
      });

      it('reads many objects in the order asked, also twice', async () => {
        const files = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`f/${at}`, `content ${at}`]));
        const snapshot = await repository.snapshot(await commit(files));
        const walked = await Array.fromAsync(snapshot.walk(''));
        const oids = [...walked.map((it) => it.oid).reverse(), walked[0]?.oid as Oid];

        const read = await Array.fromAsync(snapshot.readMany(oids));

        expect(read.map((it) => it.oid)).toEqual(oids);
        const contents = [...walked.map((it) => files[it.path]).reverse(), files[walked[0]?.path as string]];
        expect(read.map((it) => text(it.bytes))).toEqual(contents);
      });

      it('lets a reader stop in the middle', async () => {
        const files = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`f/${at}`, `content ${at}`]));
        const snapshot = await repository.snapshot(await commit(files));
        const oids = (await Array.fromAsync(snapshot.walk(''))).map((it) => it.oid);

        for await (const { oid } of snapshot.readMany(oids)) if (oid === oids[3]) break;

        expect(text((await snapshot.read('f/7'))?.bytes)).toBe('content 7');
      });

      it('stays as it was when the branch moves on', async () => {
        const snapshot = await repository.snapshot(await commit({ a: '1' }));
        await commit({ a: '2', b: '3' });

        expect(text((await snapshot.read('a'))?.bytes)).toBe('1');
        expect(await snapshot.read('b')).toBeUndefined();
      });

      it('refuses a commit that is not there', async () => {
        const snapshot = await repository.snapshot(await commit({ a: '1' }));
        const blob = (await snapshot.find('a')) as Oid;

        await expect(repository.snapshot(absent)).rejects.toMatchObject({ code: 'NOT_FOUND' });
        await expect(repository.snapshot(blob)).rejects.toMatchObject({ code: 'NOT_FOUND' });
        await expect(repository.snapshot('main' as Oid)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      });
    });

    describe('history', () => {
      it('tells newest first what each commit changed', async () => {
        const first = await commit({ 'a/one': '1', b: '2' });
        const second = await commit({ 'a/one': 'changed' });
        const third = await commit({ b: null });
        const [one, changed, b] = [
          '56a6051ca2b02b04ef92d5150c9ef600403cb1de',
          '21fb1eca31e64cd3914025058b21992ab76edcf9',
          'd8263ee9860594d2806b0dfd1bfd17528b0ba2a4',
        ];

        const history = await historyOf(third);

        expect(history.map((it) => it.commit.oid)).toEqual([third, second, first]);
        expect(history.map((it) => it.changes)).toEqual([
          [{ path: 'b', before: b }],
          [{ path: 'a/one', before: one, after: changed }],
          [
            { path: 'a/one', after: one },
            { path: 'b', after: b },
          ],
        ]);
      });

      it('keeps the commits that change something below a path, with these changes only', async () => {
        const first = await commit({ 'a/one': '1', 'a.b': '2', c: '3' });
        await commit({ c: '4' });
        const third = await commit({ 'a/two/deep': '5', c: '6' });

        const changed = async (below: readonly string[]) =>
          (await historyOf(third, below)).map(({ commit: { oid }, changes }) => [oid, ...changes.map((it) => it.path)]);

        expect(await changed(['a'])).toEqual([
          [third, 'a/two/deep'],
          [first, 'a/one'],
        ]);
        expect(await changed(['a/two/deep', 'a.b'])).toEqual([
          [third, 'a/two/deep'],
          [first, 'a.b'],
        ]);
        expect(await changed(['absent'])).toEqual([]);
        expect(await changed([])).toEqual([]);
      });

      it('takes a pattern of Git for what it is: a name', async () => {
        const first = await commit({ '*': '1', ':(glob)x': '2', b: '3' });

        expect((await historyOf(first, ['*', ':(glob)x']))[0]?.changes.map((it) => it.path)).toEqual(['*', ':(glob)x']);
      });

      it('follows first parents only and compares a merge with its first parent', async () => {
        const first = await commit({ a: '1' });
        const head = await commit({ b: '2', c: '3' }, { branch: 'proposal', expected: undefined, onto: first });
        const second = await commit({ a: '4' });
        const merge = await commit({ b: '2' }, { mergedFrom: [head] });

        const history = await historyOf(merge);

        expect(history.map((it) => it.commit.oid)).toEqual([merge, second, first]);
        expect(history[0]?.changes.map((it) => it.path)).toEqual(['b']);
        expect(history[0]?.commit.parents).toEqual([second, head]);
      });

      it('goes by parents and by no clock: of one second, backwards, and in merges of what is older or younger', async () => {
        const times = ['05', '02', '02', '09', '01'].map((day) => `2026-03-${day}T12:00:00Z`);
        const made: Oid[] = [];
        for (const [index, at] of times.entries()) {
          const branch = `side-${index}`;
          const onto = made.at(-1);
          const young = await commit(
            { side: `${index}` },
            { branch, at: '2030-01-01T00:00:00Z', ...(onto && { onto }) },
          );
          made.push(await commit({ a: `${index}` }, { at, ...(onto && { mergedFrom: [young] }) }));
        }

        const history = await historyOf(made.at(-1) as Oid);

        expect(history.map((it) => it.commit.oid)).toEqual(made.toReversed());
        expect(history.map((it) => it.commit.at)).toEqual(times.toReversed());
        expect((await historyOf(made.at(-1) as Oid, ['a'])).map((it) => it.commit.oid)).toEqual(made.toReversed());
      });

      it('includes commits that change no file, unless a path is asked for', async () => {
        const first = await commit({ a: '1' });
        const second = await commit({ a: '1' });

        expect((await historyOf(second)).map((it) => it.changes.length)).toEqual([0, 1]);
        expect((await historyOf(second, ['a'])).map((it) => it.commit.oid)).toEqual([first]);
      });

      it('tells of a file that became a folder as a removal and an addition', async () => {
        await commit({ a: '1', b: 'x' });
        const second = await commit({ a: null, 'a/b': '2' });

        const [newest] = await historyOf(second);

        expect(newest?.changes.map(({ path, before, after }) => [path, !!before, !!after])).toEqual([
          ['a', true, false],
          ['a/b', false, true],
        ]);
      });

      it('gives messages and names as they are', async () => {
        const message = ':100644 looks raw\n\n\u00e9\u{1f600} "quoted"\n\n  indented';
        const author = { name: 'Zo\u00eb "Z" O\u2019Hara', email: 'zoe+x@example.com' };
        const oid = await commit({ '\u00e9 \u{1f600}/"x"': '1' }, { message, author });

        const [entry] = await historyOf(oid);

        expect(entry?.commit).toMatchObject({ message, author, committer: author });
        expect(entry?.commit).toEqual((await repository.snapshot(oid)).commit);
        expect(entry?.changes[0]?.path).toBe('\u00e9 \u{1f600}/"x"');
      });

      it('lets no name or message forge a header', async () => {
        const author = { name: 'Eve\nparent 0000 <x>', email: 'eve>\ncommitter' };
        const oid = await commit({ a: '1' }, { author, message: '' });

        const [entry] = await historyOf(oid);

        expect(entry?.commit).toMatchObject({
          parents: [],
          author: { name: 'Eveparent 0000 x', email: 'evecommitter' },
          message: '',
        });
      });

      it('stops when the reader stops', async () => {
        for (let at = 0; at < 5; at += 1) await commit({ a: `${at}` });
        const tip = (await repository.tip('main')) as Oid;

        for await (const { commit: newest } of repository.history(tip)) {
          expect(newest.oid).toBe(tip);
          break;
        }
      });

      it('refuses a commit that is not there', async () => {
        await expect(historyOf(absent)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      });
    });

    describe('commitsBetween', () => {
      it('finds whoever stands behind a proposal', async () => {
        const fork = await commit({ a: '1' });
        const one = await commit({ b: '2' }, { branch: 'proposal', expected: undefined, onto: fork });
        const base = await commit({ a: '3' });
        const two = await commit({ c: '4' }, { branch: 'proposal' });
        const side = await commit({ d: '5' }, { branch: 'side', expected: undefined, onto: fork });
        const head = await commit({ e: '6' }, { branch: 'proposal', mergedFrom: [side, base] });

        const oids = async (from: Oid, to: Oid) => (await repository.commitsBetween(from, to)).map((it) => it.oid);

        expect(await oids(base, head)).toEqual([head, side, two, one]);
        expect(await oids(head, base)).toEqual([]);
        expect(await oids(head, head)).toEqual([]);
        expect(await oids(base, two)).toEqual([two, one]);
      });

      it('is not misled by wrong clocks', async () => {
        const root = await commit({ a: '0' }, { at: '2030-01-01T00:00:00Z' });
        const fork = await commit({ a: '1' }, { at: '2029-01-01T00:00:00Z' });
        const base = await commit({ a: '2' }, { at: '1971-01-01T00:00:00Z' });
        const head = await commit(
          { b: '1' },
          { branch: 'p', expected: undefined, onto: fork, at: '1980-01-01T00:00:00Z' },
        );

        expect((await repository.commitsBetween(base, head)).map((it) => it.oid)).toEqual([head]);
        expect((await repository.commitsBetween(root, base)).map((it) => it.oid)).toEqual([fork, base]);
      });

      it('refuses a commit that is not there', async () => {
        const tip = await commit({ a: '1' });

        await expect(repository.commitsBetween(absent, tip)).rejects.toMatchObject({ code: 'NOT_FOUND' });
        await expect(repository.commitsBetween(tip, absent)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      });
    });

    describe('resolve', () => {
      it('understands branches and commit ids, also abbreviated', async () => {
        const oid = await commit({ a: '1' }, { branch: 'proposals/7' });

        for (const name of ['proposals/7', 'refs/heads/proposals/7', oid, oid.slice(0, 12), oid.slice(0, 7)]) {
          expect(await repository.resolve(name)).toBe(oid);
        }
      });

      it('names nothing otherwise', async () => {
        const snapshot = await repository.snapshot(await commit({ a: '1' }));
        const blob = (await snapshot.find('a')) as Oid;

        for (const name of [
          'absent',
          '',
          'abc',
          absent,
          blob,
          blob.slice(0, 10),
          '../../x',
          '--all',
          'main~1',
          'HEAD^{tree}',
          'a b',
          'a'.repeat(5_000),
        ]) {
          expect(await repository.resolve(name)).toBeUndefined();
        }
      });
    });
  });
}
