import { describe, expect, it } from 'vitest';
import { verifiedBytes } from '../../../packaging/verified-bytes.ts';
import { chunksOf, noise } from '../../support/bytes.ts';
import { answer, bytes, content, isStorage, LfsScene, oid, upload } from './lfs-scene.ts';

const scene = new LfsScene();

describe('a refusal', () => {
  it.each([
    [401, 'does not know who we are'],
    [403, 'does not let us read'],
    [404, 'has no Git LFS objects at that address'],
    [410, 'answered 410'],
    [422, 'answered 422'],
    [500, 'it answered 500'],
    [501, 'has no Git LFS'],
    [503, 'it answered 503'],
    [507, 'has no room left'],
    [509, 'has given away all the traffic'],
  ])('of the API with %i is told in words', async (status, words) => {
    const remote = await scene.remoteOf({ server: { interfere: (_, response) => answer(response, status) } });

    await expect(remote.has(content)).rejects.toMatchObject({
      code: 'REMOTE_FAILED',
      exitCode: 7,
      message: expect.stringContaining(words),
      hint: expect.stringMatching(/\S/),
    });
  });

  it.each([413, 422])(
    'of a file that is too large (%i) points to another store, before anything is sent',
    async (code) => {
      const small = Buffer.from('small');
      const remote = await scene.remoteOf({
        server: {
          batch: (it) => ({
            ...it,
            objects: it.objects.map((object) =>
              object.size > 100 ? { oid: object.oid, error: { code, message: 'Size must be less than 2 GB' } } : object,
            ),
          }),
        },
      });

      await expect(remote.upload([upload(small), upload()])).rejects.toMatchObject({
        code: 'INPUT_INVALID',
        exitCode: 2,
        details: [{ message: 'Size must be less than 2 GB' }],
        hint: expect.stringContaining('OCI registry'),
      });
      expect(scene.served.lfs.objects.size).toBe(0);
    },
  );

  it.each([413, 422])('of the request that asks for one file (%i) is told as one of that file', async (status) => {
    const remote = await scene.remoteOf({ server: { interfere: (_, response) => answer(response, status) } });

    await expect(remote.upload([upload()])).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      hint: expect.stringContaining('OCI registry'),
    });
  });

  it.each([413, 422, 403, 404, 507])('of an upload by its storage (%i) leaves nothing there', async (status) => {
    const remote = await scene.remoteOf({
      server: { interfere: ({ path }, response) => (isStorage(path) ? answer(response, status) : undefined) },
    });

    await expect(remote.upload([upload()])).rejects.toMatchObject({
      code: status === 413 || status === 422 ? 'INPUT_INVALID' : 'REMOTE_FAILED',
    });
    expect(scene.served.lfs.objects.size).toBe(0);
  });

  it('that passes is tried again, with the whole file from its start', async () => {
    let tries = 0;
    const remote = await scene.remoteOf({
      server: {
        interfere: ({ path }, response) => {
          if (!isStorage(path)) return undefined;
          tries += 1;
          if (tries === 1) return answer(response, 503);
          if (tries > 2) return undefined;
          response.destroy();
          return 'answered';
        },
      },
    });

    await remote.upload([upload()]);

    expect(scene.served.lfs.objects.get(oid)).toEqual(bytes);
  });

  it('to have received the bytes fails the upload', async () => {
    const remote = await scene.remoteOf({
      server: {
        verifies: true,
        interfere: ({ method, path }, response) =>
          isStorage(path) && method === 'PUT' ? answer(response, 200) : undefined,
      },
    });

    await expect(remote.upload([upload()])).rejects.toMatchObject({ code: 'REMOTE_FAILED' });
  });

  it('to read the file here is told as it is, and the server keeps nothing', async () => {
    const remote = await scene.remoteOf();
    const wrong = { ...upload(), open: () => verifiedBytes(chunksOf(noise(300_000, 3)), content, 'model.onnx') };

    await expect(remote.upload([wrong])).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    expect(scene.served.lfs.objects.size).toBe(0);
  });
});
