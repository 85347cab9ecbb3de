import { describe, expect, it } from 'vitest';
import type { Oid } from '../../../core/domain/records.ts';
import { absent, type RepositoryScene, text } from './repository-scene.ts';

/** Reading one state, and the names by which states are found. */
export function describeSnapshots(scene: RepositoryScene): void {
  const { commit } = scene;

  describe('snapshot', () => {
    it('finds, reads and lists what a path names', async () => {
      const snapshot = await scene.repository.snapshot(
        await commit({ 'models/iris/model.yaml': 'text', 'models/b': '' }),
      );

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
      const snapshot = await scene.repository.snapshot(await commit({ 'models/iris/model.yaml': 'text' }));

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
      const snapshot = await scene.repository.snapshot(
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
      const snapshot = await scene.repository.snapshot(await commit(files));
      const walked = await Array.fromAsync(snapshot.walk(''));
      const oids = [...walked.map((it) => it.oid).reverse(), walked[0]?.oid as Oid];

      const read = await Array.fromAsync(snapshot.readMany(oids));

      expect(read.map((it) => it.oid)).toEqual(oids);
      const contents = [...walked.map((it) => files[it.path]).reverse(), files[walked[0]?.path as string]];
      expect(read.map((it) => text(it.bytes))).toEqual(contents);
    });

    it('lets a reader stop in the middle', async () => {
      const files = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`f/${at}`, `content ${at}`]));
      const snapshot = await scene.repository.snapshot(await commit(files));
      const oids = (await Array.fromAsync(snapshot.walk(''))).map((it) => it.oid);

      for await (const { oid } of snapshot.readMany(oids)) if (oid === oids[3]) break;

      expect(text((await snapshot.read('f/7'))?.bytes)).toBe('content 7');
    });

    it('stays as it was when the branch moves on', async () => {
      const snapshot = await scene.repository.snapshot(await commit({ a: '1' }));
      await commit({ a: '2', b: '3' });

      expect(text((await snapshot.read('a'))?.bytes)).toBe('1');
      expect(await snapshot.read('b')).toBeUndefined();
    });

    it('refuses a commit that is not there', async () => {
      const snapshot = await scene.repository.snapshot(await commit({ a: '1' }));
      const blob = (await snapshot.find('a')) as Oid;

      await expect(scene.repository.snapshot(absent)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(scene.repository.snapshot(blob)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(scene.repository.snapshot('main' as Oid)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });
  });

  describe('resolve', () => {
    it('understands branches and commit ids, also abbreviated', async () => {
      const oid = await commit({ a: '1' }, { branch: 'proposals/7' });

      for (const name of ['proposals/7', 'refs/heads/proposals/7', oid, oid.slice(0, 12), oid.slice(0, 7)]) {
        expect(await scene.repository.resolve(name)).toBe(oid);
      }
    });

    it('names nothing otherwise', async () => {
      const snapshot = await scene.repository.snapshot(await commit({ a: '1' }));
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
        expect(await scene.repository.resolve(name)).toBeUndefined();
      }
    });
  });
}
