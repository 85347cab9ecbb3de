import { describe, expect, it } from 'vitest';
import { verifiedBytes } from '../../../packaging/verified-bytes.ts';
import { noise } from '../../support/bytes.ts';
import { answer, bytes, content, fetched, isStorage, LfsScene, oid } from './lfs-scene.ts';

const scene = new LfsScene();

describe('a download', () => {
  it.each([1, 2, 65_535, 65_536, 150_000, 299_999])(
    'goes on where the connection broke, after %i bytes',
    async (cut) => {
      let isFirst = true;
      const remote = await scene.remoteOf({
        server: {
          interfere: ({ path }, response) => {
            if (!isStorage(path) || !isFirst) return undefined;
            isFirst = false;
            response.writeHead(200, { 'content-length': bytes.length });
            response.write(bytes.subarray(0, cut), () => response.destroy());
            return 'answered';
          },
        },
      });
      scene.served.lfs.add(bytes);

      expect(await fetched(remote)).toEqual(bytes);
      const ranges = scene.served.lfs.requests
        .filter(({ path }) => isStorage(path))
        .map(({ headers }) => headers.range);
      // What was on its way when the connection broke may not have come in.
      expect(ranges).toHaveLength(2);
      expect(Number(/^bytes=(\d+)-$/.exec(ranges[1] ?? 'bytes=0-')?.[1])).toBeLessThanOrEqual(cut);
    },
  );

  it('starts again, and passes over what it has, where the server knows no ranges', async () => {
    let tries = 0;
    const remote = await scene.remoteOf({
      server: {
        interfere: ({ path, headers }, response) => {
          if (!isStorage(path)) return undefined;
          tries += 1;
          if (headers.range !== undefined && tries === 2) return answer(response, 416);
          response.writeHead(200, { 'content-length': bytes.length });
          if (tries === 1) response.write(bytes.subarray(0, 200_000), () => response.destroy());
          else response.end(bytes);
          return 'answered';
        },
      },
    });
    scene.served.lfs.add(bytes);

    expect(await fetched(remote)).toEqual(bytes);
  });

  it.each([
    ['another start', 'bytes 5-299999/300000'],
    ['another size', 'bytes 100000-299999/300001'],
    ['nothing', undefined],
  ])('refuses the rest of an object with %s than was asked for', async (_, range) => {
    const remote = await scene.remoteOf({
      server: {
        interfere: ({ path, headers }, response) => {
          if (!isStorage(path)) return undefined;
          if (headers.range === undefined) {
            response.writeHead(200, { 'content-length': bytes.length });
            response.write(bytes.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 50));
          } else {
            response.writeHead(206, range === undefined ? {} : { 'content-range': range }).end(bytes.subarray(100_000));
          }
          return 'answered';
        },
      },
    });
    scene.served.lfs.add(bytes);

    await expect(fetched(remote)).rejects.toMatchObject({ code: 'REMOTE_FAILED' });
  });

  it.each<[string, Buffer]>([
    ['other bytes', noise(300_000, 2)],
    ['fewer bytes', bytes.subarray(0, -1)],
    ['more bytes', Buffer.concat([bytes, Buffer.from('x')])],
    ['an empty body', Buffer.alloc(0)],
  ])('of %s is refused before the last of it is handed over', async (_, wrong) => {
    const remote = await scene.remoteOf();
    scene.served.lfs.objects.set(oid, wrong);

    let received = 0;
    const reading = (async () => {
      for await (const chunk of verifiedBytes(remote.download(content), content, 'model.onnx'))
        received += chunk.length;
    })();

    await expect(reading).rejects.toMatchObject({ code: 'DIGEST_MISMATCH', exitCode: 6 });
    expect(received).toBeLessThan(bytes.length);
  });

  it('asks for a new address when the one it was told has expired, or is refused', async () => {
    const expired = await scene.remoteOf({
      server: {
        batch: (it) => {
          for (const { actions } of it.objects) Object.assign(actions.download, { expires_in: -10 });
          return it;
        },
      },
    });
    scene.served.lfs.add(bytes);
    // Its clock is wrong: the address works all the same.
    expect(await fetched(expired)).toEqual(bytes);
    await scene.served[Symbol.asyncDispose]();

    let isFirst = true;
    const refused = await scene.remoteOf({
      server: {
        interfere: ({ path }, response) => {
          if (!isStorage(path) || !isFirst) return undefined;
          isFirst = false;
          return answer(response, 403);
        },
      },
    });
    scene.served.lfs.add(bytes);
    expect(await fetched(refused)).toEqual(bytes);
    expect(scene.served.lfs.requests.filter(({ path }) => path.endsWith('/batch'))).toHaveLength(2);
  });

  it('follows a redirect, also of the API', async () => {
    const remote = await scene.remoteOf({
      server: {
        interfere: ({ path }, response) =>
          path.includes('/models.git/')
            ? answer(response, 308, { location: path.replace('models', 'renamed') })
            : undefined,
      },
    });
    scene.served.lfs.add(bytes);

    expect(await fetched(remote)).toEqual(bytes);
  });

  it('gives up on a server that is silent', async () => {
    const remote = await scene.remoteOf({
      server: { interfere: ({ path }) => (isStorage(path) ? 'answered' : undefined) },
      idle: 50,
    });
    scene.served.lfs.add(bytes);

    await expect(fetched(remote)).rejects.toMatchObject({
      code: 'REMOTE_FAILED',
      message: expect.stringContaining('no byte came'),
      hint: expect.stringContaining('What is here can be used as before'),
    });
    expect(scene.pauses).toHaveLength(3);
  });

  it('waits as long as the server asks for', async () => {
    let tries = 0;
    const remote = await scene.remoteOf({
      server: {
        interfere: ({ path }, response) => {
          tries += isStorage(path) ? 1 : 0;
          return tries === 1 ? answer(response, 429, { 'retry-after': '7' }) : undefined;
        },
      },
    });
    scene.served.lfs.add(bytes);

    expect(await fetched(remote)).toEqual(bytes);
    expect(scene.pauses).toEqual([7000]);
  });
});
