import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../core/domain/digest.ts';
import { collect } from '../../support/bytes.ts';
import { answer, bytes, content, fetched, isStorage, LfsScene, oid, upload } from './lfs-scene.ts';

const scene = new LfsScene();

describe('a Git LFS server', () => {
  it('takes an object once and gives it back, however often it is asked', async () => {
    const remote = await scene.remoteOf();
    expect(await remote.has(content)).toBe(false);

    await remote.upload([upload()]);
    await remote.upload([upload()]);

    expect(await remote.has(content)).toBe(true);
    expect(await fetched(remote)).toEqual(bytes);
    expect(scene.served.lfs.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
  });

  it('is told of what arrived where it wants to verify', async () => {
    const remote = await scene.remoteOf({ server: { verifies: true } });

    await remote.upload([upload()]);

    expect(scene.served.lfs.verified).toEqual([oid]);
  });

  it('is asked about many objects at once, a hundred at most', async () => {
    const remote = await scene.remoteOf();
    const many = Array.from({ length: 250 }, (_, index) => scene.served.lfs.add(Buffer.from(`object ${index}`)));

    const found = await Promise.all(many.map((object) => remote.has(object)));

    expect(found.every(Boolean)).toBe(true);
    const sizes = scene.served.lfs.requests.map(({ body }) => JSON.parse(body.toString()).objects.length);
    expect(sizes).toEqual([100, 100, 50]);
  });

  it('that takes fewer at once is asked again with half of them', async () => {
    const remote = await scene.remoteOf({
      server: {
        interfere: ({ body }, response) =>
          JSON.parse(body.toString()).objects.length > 30 ? answer(response, 413) : undefined,
      },
    });
    const many = Array.from({ length: 90 }, (_, index) => scene.served.lfs.add(Buffer.from(`object ${index}`)));

    expect((await Promise.all(many.map((object) => remote.has(object)))).every(Boolean)).toBe(true);
  });

  it('has no empty files, which need none', async () => {
    const remote = await scene.remoteOf();
    const nothing = Buffer.alloc(0);
    await remote.upload([upload(nothing)]);

    expect(await remote.has({ digest: digestOf(nothing), size: 0 })).toBe(true);
    expect(await collect(remote.download({ digest: digestOf(nothing), size: 0 }))).toEqual(nothing);
    expect(scene.served.lfs.requests).toEqual([]);
  });

  it('that lacks an object says so, with the command that brings it', async () => {
    const remote = await scene.remoteOf();

    await expect(fetched(remote)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      hint: expect.stringContaining(`git lfs push --object-id origin ${oid}`),
    });
  });
});

describe('an answer that no honest server gives', () => {
  const action = (it: unknown) => ({ objects: [{ oid, size: content.size, actions: { download: it } }] });
  it.each<[string, unknown]>([
    ['no JSON', '<html>sign in</html>'],
    ['a list', []],
    ['null', null],
    ['no objects', {}],
    ['another object', { objects: [{ oid: '0'.repeat(64), actions: {} }] }],
    ['another transfer', { transfer: 'carrier-pigeon', objects: [] }],
    ['another hash', { hash_algo: 'md5', objects: [] }],
    ['no address', action({})],
    ['an address that is none', action({ href: 'no address' })],
    ['an address of this machine’s files', action({ href: 'file:///etc/passwd' })],
    ['an address with a user name', action({ href: 'http://a:b@127.0.0.1/' })],
    ['a header with a line feed', action({ href: 'http://127.0.0.1/', header: { 'x-a': 'b\r\nhost: evil' } })],
    ['a header that is a list', action({ href: 'http://127.0.0.1/', header: { 'x-a': ['b'] } })],
    ['a header without a name', action({ href: 'http://127.0.0.1/', header: { '': 'b' } })],
    ['headers that are a text', action({ href: 'http://127.0.0.1/', header: 'b' })],
    ['a huge JSON', `{"objects":[${'[],'.repeat(2_000_000)}[]]}`],
  ])('%s, is refused', async (_, answered) => {
    const remote = await scene.remoteOf({ server: { batch: () => answered ?? 'null' } });
    scene.served.lfs.add(bytes);

    await expect(fetched(remote)).rejects.toMatchObject({ code: 'REMOTE_FAILED', exitCode: 7 });
    expect(scene.served.lfs.requests.some(({ path }) => isStorage(path))).toBe(false);
  });

  it('a redirect to itself without end, is refused', async () => {
    const remote = await scene.remoteOf({
      server: { interfere: ({ path }, response) => answer(response, 307, { location: path }) },
    });

    await expect(remote.has(content)).rejects.toMatchObject({
      code: 'REMOTE_FAILED',
      message: expect.stringContaining('redirects more than'),
    });
  });
});
