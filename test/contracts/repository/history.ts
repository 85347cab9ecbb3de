import { describe, expect, it } from 'vitest';
import type { Oid } from '../../../core/domain/records.ts';
import { absent, type RepositoryScene } from './repository-scene.ts';

/** What first-parent history tells. */
export function describeHistory(scene: RepositoryScene): void {
  const { commit, historyOf } = scene;

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
        const young = await commit({ side: `${index}` }, { branch, at: '2030-01-01T00:00:00Z', ...(onto && { onto }) });
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
      expect(entry?.commit).toEqual((await scene.repository.snapshot(oid)).commit);
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
      const tip = (await scene.repository.tip('main')) as Oid;

      for await (const { commit: newest } of scene.repository.history(tip)) {
        expect(newest.oid).toBe(tip);
        break;
      }
    });

    it('refuses a commit that is not there', async () => {
      await expect(historyOf(absent)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });
  });
}
