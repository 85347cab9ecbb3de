import { describe, expect, it } from 'vitest';
import type { Oid } from '../../../core/domain/records.ts';
import { absent, ann, type RepositoryScene } from './repository-scene.ts';

/** Writing: what a commit does to a branch, and who stands behind one. */
export function describeCommits(scene: RepositoryScene): void {
  const { request, commit, filesAt } = scene;

  describe('commit', () => {
    it('makes a branch that was not there', async () => {
      expect(await scene.repository.tip('main')).toBeUndefined();

      const oid = await commit({ 'models/iris/model.yaml': 'a' });

      expect(await scene.repository.tip('main')).toBe(oid);
      expect(await filesAt(oid)).toEqual({ 'models/iris/model.yaml': 'a' });
    });

    it('applies writes and removals to what was there before', async () => {
      await commit({ 'a/one': '1', 'a/two': '2', 'b/three': '3' });

      const oid = await commit({ 'a/one': 'changed', 'a/two': null, 'b/three': null, 'c/d/e': 'new', absent: null });

      expect(await filesAt(oid)).toEqual({ 'a/one': 'changed', 'c/d/e': 'new' });
      expect((await (await scene.repository.snapshot(oid)).list('')).map((it) => it.name)).toEqual(['a', 'c']);
    });

    it('records who, when and why', async () => {
      const first = await commit({ a: '1' });
      const oid = await commit(
        { a: '2' },
        { message: 'Register iris@1.0.0\n\nBecause.\n', at: '2026-03-31T23:59:58Z' },
      );

      const { commit: read } = await scene.repository.snapshot(oid);

      expect(read).toMatchObject({ oid, parents: [first], author: ann, committer: ann, at: '2026-03-31T23:59:58Z' });
      expect(read.message).toBe('Register iris@1.0.0\n\nBecause.');
    });

    it('gives equal requests equal ids', async () => {
      const same = request({ a: '1', 'b/c': '2' });
      const one = await scene.repository.commit({ ...same, branch: 'one' });
      const other = await scene.repository.commit({ ...same, branch: 'other' });

      expect(one).toBe(other);
    });

    it('is stale when the branch moved, and moves nothing', async () => {
      const first = await commit({ a: '1' });
      const second = await commit({ b: '2' });

      expect(await scene.repository.commit(request({ c: '3' }, { expected: first }))).toBe('stale');
      expect(await scene.repository.commit(request({ c: '3' }, { expected: undefined }))).toBe('stale');
      expect(await scene.repository.commit(request({ c: '3' }, { expected: second, branch: 'other' }))).toBe('stale');
      expect(await scene.repository.tip('main')).toBe(second);
      expect(await scene.repository.tip('other')).toBeUndefined();
    });

    it('lets exactly one of many writers at one tip win', async () => {
      const tip = await commit({ a: '1' });

      const outcomes = await Promise.all(
        ['b', 'c', 'd', 'e', 'f'].map((path) => scene.repository.commit(request({ [path]: path }, { expected: tip }))),
      );

      expect(outcomes.filter((it) => it !== 'stale')).toEqual([await scene.repository.tip('main')]);
    });

    it('starts a branch from another commit', async () => {
      const tip = await commit({ a: '1' });
      await commit({ b: '2' });

      const oid = await commit({ c: '3' }, { branch: 'proposals/7', expected: undefined, onto: tip });

      expect(await filesAt(oid)).toEqual({ a: '1', c: '3' });
      expect((await scene.repository.snapshot(oid)).commit.parents).toEqual([tip]);
    });

    it('names the head of a merged proposal as a second parent', async () => {
      const tip = await commit({ a: '1' });
      const head = await commit({ b: '2' }, { branch: 'proposal', expected: undefined, onto: tip });

      const oid = await commit({ b: '2' }, { mergedFrom: [head] });

      expect((await scene.repository.snapshot(oid)).commit.parents).toEqual([tip, head]);
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
      expect(await scene.repository.tip('main')).toBeUndefined();
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
      expect(await scene.repository.tip('main')).toBe(tip);
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

      expect(await scene.repository.deleteBranch('proposals/7', oid)).toBe(true);
      expect(await scene.repository.tip('proposals/7')).toBeUndefined();
    });

    it('leaves a branch that moved, and says so', async () => {
      const first = await commit({ a: '1' });
      const second = await commit({ a: '2' });

      expect(await scene.repository.deleteBranch('main', first)).toBe(false);
      expect(await scene.repository.deleteBranch('absent', first)).toBe(false);
      expect(await scene.repository.tip('main')).toBe(second);
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

      const oids = async (from: Oid, to: Oid) => (await scene.repository.commitsBetween(from, to)).map((it) => it.oid);

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

      expect((await scene.repository.commitsBetween(base, head)).map((it) => it.oid)).toEqual([head]);
      expect((await scene.repository.commitsBetween(root, base)).map((it) => it.oid)).toEqual([fork, base]);
    });

    it('refuses a commit that is not there', async () => {
      const tip = await commit({ a: '1' });

      await expect(scene.repository.commitsBetween(absent, tip)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(scene.repository.commitsBetween(tip, absent)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });
  });
}
