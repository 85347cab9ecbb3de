import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { GitConfig } from '../../../adapters/git/layout/git-config.ts';
import { GitCredential } from '../../../adapters/lfs/git-credential.ts';
import { HttpAccess } from '../../../adapters/lfs/http-access.ts';
import { HttpLfsRemote } from '../../../adapters/lfs/http-lfs-remote.ts';
import { LfsApi } from '../../../adapters/lfs/lfs-api.ts';
import type { Upload } from '../../../adapters/lfs/lfs-remote.ts';
import { digestOf, hexOf } from '../../../core/domain/digest.ts';
import { verifiedBytes } from '../../../packaging/verified-bytes.ts';
import { chunksOf, collect, noise } from '../../support/bytes.ts';
import { type LfsServerOptions, type ServedLfs, serveLfs } from '../../support/lfs-server.ts';

const bytes = noise(300_000);
const content = { digest: digestOf(bytes), size: bytes.length };
const oid = hexOf(content.digest);

let served: ServedLfs;
/** Milliseconds that were waited for, without waiting. */
let pauses: number[] = [];

afterEach(() => served[Symbol.asyncDispose]());

interface Scene {
  readonly server?: LfsServerOptions;
  /** What a credential helper knows. */
  readonly knows?: string;
  readonly config?: ReadonlyMap<string, readonly string[]>;
  readonly idle?: number;
}

async function remoteOf({ server, knows, config = new Map(), idle = 5_000 }: Scene = {}): Promise<HttpLfsRemote> {
  served = await serveLfs(server);
  pauses = [];
  const git = new GitCredential(credentialHelper(knows), served.url);
  const access = new HttpAccess({ kind: 'http', url: served.url, asked: served.url }, new GitConfig(config), git);
  const pause = async (milliseconds: number) => pauses.push(milliseconds);
  const options = { patience: { tries: 4, idle, pause, random: () => 0 } };
  return new HttpLfsRemote(new LfsApi({ name: 'origin (test)', remote: 'origin' }, access, options));
}

/** The verbs that git was asked to carry out. */
let asked: string[] = [];

function credentialHelper(knows: string | undefined) {
  asked = [];
  return {
    run: async ([, verb = '']: readonly string[]) => {
      asked.push(verb);
      const [username, password] = knows?.split(':') ?? [];
      return { code: knows ? 0 : 128, stdout: `username=${username}\npassword=${password}\n`, stderr: '' };
    },
  };
}

function fetched(remote: HttpLfsRemote): Promise<Buffer> {
  return collect(verifiedBytes(remote.download(content), content, 'model.onnx'));
}

function upload(of: Buffer = bytes): Upload {
  return { path: 'model.onnx', digest: digestOf(of), size: of.length, open: () => chunksOf(of) };
}

const isStorage = (path: string) => path.startsWith('/storage/');

function answer(response: ServerResponse, status: number, headers: Record<string, string> = {}): 'answered' {
  response.writeHead(status, headers).end();
  return 'answered';
}

describe('a Git LFS server', () => {
  it('takes an object once and gives it back, however often it is asked', async () => {
    const remote = await remoteOf();
    expect(await remote.has(content)).toBe(false);

    await remote.upload([upload()]);
    await remote.upload([upload()]);

    expect(await remote.has(content)).toBe(true);
    expect(await fetched(remote)).toEqual(bytes);
    expect(served.lfs.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
  });

  it('is told of what arrived where it wants to verify', async () => {
    const remote = await remoteOf({ server: { verifies: true } });

    await remote.upload([upload()]);

    expect(served.lfs.verified).toEqual([oid]);
  });

  it('is asked about many objects at once, a hundred at most', async () => {
    const remote = await remoteOf();
    const many = Array.from({ length: 250 }, (_, index) => served.lfs.add(Buffer.from(`object ${index}`)));

    const found = await Promise.all(many.map((object) => remote.has(object)));

    expect(found.every(Boolean)).toBe(true);
    const sizes = served.lfs.requests.map(({ body }) => JSON.parse(body.toString()).objects.length);
    expect(sizes).toEqual([100, 100, 50]);
  });

  it('that takes fewer at once is asked again with half of them', async () => {
    const remote = await remoteOf({
      server: {
        interfere: ({ body }, response) =>
          JSON.parse(body.toString()).objects.length > 30 ? answer(response, 413) : undefined,
      },
    });
    const many = Array.from({ length: 90 }, (_, index) => served.lfs.add(Buffer.from(`object ${index}`)));

    expect((await Promise.all(many.map((object) => remote.has(object)))).every(Boolean)).toBe(true);
  });

  it('has no empty files, which need none', async () => {
    const remote = await remoteOf();
    const nothing = Buffer.alloc(0);
    await remote.upload([upload(nothing)]);

    expect(await remote.has({ digest: digestOf(nothing), size: 0 })).toBe(true);
    expect(await collect(remote.download({ digest: digestOf(nothing), size: 0 }))).toEqual(nothing);
    expect(served.lfs.requests).toEqual([]);
  });

  it('that lacks an object says so, with the command that brings it', async () => {
    const remote = await remoteOf();

    await expect(fetched(remote)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      hint: expect.stringContaining(`git lfs push --object-id origin ${oid}`),
    });
  });
});

describe('who we are', () => {
  const account = 'ann:pass word';

  it('is told when the server asks, as a credential helper knows it, which may keep it then', async () => {
    const remote = await remoteOf({ server: { account }, knows: account });

    expect(await remote.has(content)).toBe(false);
    await remote.upload([upload()]);

    expect(asked).toEqual(['fill', 'approve']);
    expect(await fetched(remote)).toEqual(bytes);
  });

  it('is never told to where the objects are, when that has its own pass', async () => {
    const remote = await remoteOf({
      server: {
        account,
        batch: (it) => {
          for (const { actions } of it.objects) {
            actions.upload.href = actions.upload.href.replace('127.0.0.1', 'localhost');
          }
          return it;
        },
      },
      knows: account,
    });
    // Another host, and not encrypted.
    await expect(remote.upload([upload()])).rejects.toMatchObject({
      code: 'REMOTE_FAILED',
      message: expect.stringContaining('is another host and not encrypted'),
    });
    expect(served.lfs.requests.some(({ path }) => isStorage(path))).toBe(false);
  });

  it('does not travel with a redirect to another server', async () => {
    await using other = await serveLfs();
    other.lfs.add(bytes);
    const remote = await remoteOf({
      server: {
        account,
        interfere: ({ path, headers }, response) =>
          isStorage(path) || (headers.authorization && path.endsWith('/batch'))
            ? answer(response, 307, { location: new URL(path, other.url).href })
            : undefined,
      },
      knows: account,
    });

    expect(await fetched(remote)).toEqual(bytes);
    expect(other.lfs.requests.length).toBeGreaterThan(1);
    expect(other.lfs.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  });

  it('is forgotten by the helper when the server refuses it, and never shown', async () => {
    const remote = await remoteOf({ server: { account }, knows: 'ann:s3cret-token' });
    served.lfs.options = {
      account,
      interfere: ({ headers }, response) => {
        if (headers.authorization === undefined) return undefined;
        response.writeHead(401).end(JSON.stringify({ message: `no: ${headers.authorization} s3cret-token` }));
        return 'answered';
      },
    };

    const refusal = await remote.has(content).catch((error: unknown) => error);

    expect(refusal).toMatchObject({
      code: 'REMOTE_FAILED',
      exitCode: 7,
      hint: expect.stringContaining('git help credentials'),
    });
    expect(asked).toEqual(['fill', 'reject']);
    expect(JSON.stringify([refusal, (refusal as Error).message, (refusal as Error).stack])).not.toContain('s3cret');
  });

  it('is told once more, and not for ever, where a new pass can always be had', async () => {
    served = await serveLfs({ account });
    const access = {
      enter: async () => ({ url: served.url, headers: { authorization: 'RemoteAuth another' } }),
      renew: async () => true,
      confirm: async () => undefined,
      conceal: (text: string) => text,
    };
    const remote = new HttpLfsRemote(new LfsApi({ name: 'origin (test)', remote: 'origin' }, access));

    await expect(remote.has(content)).rejects.toMatchObject({ code: 'REMOTE_FAILED' });
    expect(served.lfs.requests).toHaveLength(2);
  });

  it('stays unknown when nobody knows it', async () => {
    const remote = await remoteOf({ server: { account } });

    await expect(remote.has(content)).rejects.toMatchObject({
      code: 'REMOTE_FAILED',
      message: expect.stringContaining('does not know who we are'),
    });
  });

  it('is said by the extra header that a checkout leaves, to that server alone', async () => {
    const header = [`AUTHORIZATION: basic ${Buffer.from('ci:token').toString('base64')}`];
    const remote = await remoteOf({
      server: { account: 'ci:token', batch: (it) => it },
      config: new Map([
        ['http.https://github.com.evil.example/.extraheader', ['authorization: basic wrong']],
        ['http.http://127.0.0.1.extraheader', ['x-other-port: 1']],
      ]),
    });
    await expect(remote.has(content)).rejects.toMatchObject({ code: 'REMOTE_FAILED' });
    expect(served.lfs.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true);

    const { url } = served;
    const access = new HttpAccess(
      { kind: 'http', url, asked: url },
      new GitConfig(new Map([[`http.${url.origin}/.extraheader`, header]])),
    );
    expect((await access.enter()).headers['authorization']).toBe(`basic ${Buffer.from('ci:token').toString('base64')}`);
  });
});

describe('a download', () => {
  it.each([1, 2, 65_535, 65_536, 150_000, 299_999])(
    'goes on where the connection broke, after %i bytes',
    async (cut) => {
      let isFirst = true;
      const remote = await remoteOf({
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
      served.lfs.add(bytes);

      expect(await fetched(remote)).toEqual(bytes);
      const ranges = served.lfs.requests.filter(({ path }) => isStorage(path)).map(({ headers }) => headers.range);
      // What was on its way when the connection broke may not have come in.
      expect(ranges).toHaveLength(2);
      expect(Number(/^bytes=(\d+)-$/.exec(ranges[1] ?? 'bytes=0-')?.[1])).toBeLessThanOrEqual(cut);
    },
  );

  it('starts again, and passes over what it has, where the server knows no ranges', async () => {
    let tries = 0;
    const remote = await remoteOf({
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
    served.lfs.add(bytes);

    expect(await fetched(remote)).toEqual(bytes);
  });

  it.each([
    ['another start', 'bytes 5-299999/300000'],
    ['another size', 'bytes 100000-299999/300001'],
    ['nothing', undefined],
  ])('refuses the rest of an object with %s than was asked for', async (_, range) => {
    const remote = await remoteOf({
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
    served.lfs.add(bytes);

    await expect(fetched(remote)).rejects.toMatchObject({ code: 'REMOTE_FAILED' });
  });

  it.each<[string, Buffer]>([
    ['other bytes', noise(300_000, 2)],
    ['fewer bytes', bytes.subarray(0, -1)],
    ['more bytes', Buffer.concat([bytes, Buffer.from('x')])],
    ['an empty body', Buffer.alloc(0)],
  ])('of %s is refused before the last of it is handed over', async (_, wrong) => {
    const remote = await remoteOf();
    served.lfs.objects.set(oid, wrong);

    let received = 0;
    const reading = (async () => {
      for await (const chunk of verifiedBytes(remote.download(content), content, 'model.onnx'))
        received += chunk.length;
    })();

    await expect(reading).rejects.toMatchObject({ code: 'DIGEST_MISMATCH', exitCode: 6 });
    expect(received).toBeLessThan(bytes.length);
  });

  it('asks for a new address when the one it was told has expired, or is refused', async () => {
    const expired = await remoteOf({
      server: {
        batch: (it) => {
          for (const { actions } of it.objects) Object.assign(actions.download, { expires_in: -10 });
          return it;
        },
      },
    });
    served.lfs.add(bytes);
    // Its clock is wrong: the address works all the same.
    expect(await fetched(expired)).toEqual(bytes);
    await served[Symbol.asyncDispose]();

    let isFirst = true;
    const refused = await remoteOf({
      server: {
        interfere: ({ path }, response) => {
          if (!isStorage(path) || !isFirst) return undefined;
          isFirst = false;
          return answer(response, 403);
        },
      },
    });
    served.lfs.add(bytes);
    expect(await fetched(refused)).toEqual(bytes);
    expect(served.lfs.requests.filter(({ path }) => path.endsWith('/batch'))).toHaveLength(2);
  });

  it('follows a redirect, also of the API', async () => {
    const remote = await remoteOf({
      server: {
        interfere: ({ path }, response) =>
          path.includes('/models.git/')
            ? answer(response, 308, { location: path.replace('models', 'renamed') })
            : undefined,
      },
    });
    served.lfs.add(bytes);

    expect(await fetched(remote)).toEqual(bytes);
  });

  it('gives up on a server that is silent', async () => {
    const remote = await remoteOf({
      server: { interfere: ({ path }) => (isStorage(path) ? 'answered' : undefined) },
      idle: 50,
    });
    served.lfs.add(bytes);

    await expect(fetched(remote)).rejects.toMatchObject({
      code: 'REMOTE_FAILED',
      message: expect.stringContaining('no byte came'),
      hint: expect.stringContaining('What is here can be used as before'),
    });
    expect(pauses).toHaveLength(3);
  });

  it('waits as long as the server asks for', async () => {
    let tries = 0;
    const remote = await remoteOf({
      server: {
        interfere: ({ path }, response) => {
          tries += isStorage(path) ? 1 : 0;
          return tries === 1 ? answer(response, 429, { 'retry-after': '7' }) : undefined;
        },
      },
    });
    served.lfs.add(bytes);

    expect(await fetched(remote)).toEqual(bytes);
    expect(pauses).toEqual([7000]);
  });
});

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
    const remote = await remoteOf({ server: { interfere: (_, response) => answer(response, status) } });

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
      const remote = await remoteOf({
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
      expect(served.lfs.objects.size).toBe(0);
    },
  );

  it.each([413, 422])('of the request that asks for one file (%i) is told as one of that file', async (status) => {
    const remote = await remoteOf({ server: { interfere: (_, response) => answer(response, status) } });

    await expect(remote.upload([upload()])).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      hint: expect.stringContaining('OCI registry'),
    });
  });

  it.each([413, 422, 403, 404, 507])('of an upload by its storage (%i) leaves nothing there', async (status) => {
    const remote = await remoteOf({
      server: { interfere: ({ path }, response) => (isStorage(path) ? answer(response, status) : undefined) },
    });

    await expect(remote.upload([upload()])).rejects.toMatchObject({
      code: status === 413 || status === 422 ? 'INPUT_INVALID' : 'REMOTE_FAILED',
    });
    expect(served.lfs.objects.size).toBe(0);
  });

  it('that passes is tried again, with the whole file from its start', async () => {
    let tries = 0;
    const remote = await remoteOf({
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

    expect(served.lfs.objects.get(oid)).toEqual(bytes);
  });

  it('to have received the bytes fails the upload', async () => {
    const remote = await remoteOf({
      server: {
        verifies: true,
        interfere: ({ method, path }, response) =>
          isStorage(path) && method === 'PUT' ? answer(response, 200) : undefined,
      },
    });

    await expect(remote.upload([upload()])).rejects.toMatchObject({ code: 'REMOTE_FAILED' });
  });

  it('to read the file here is told as it is, and the server keeps nothing', async () => {
    const remote = await remoteOf();
    const wrong = { ...upload(), open: () => verifiedBytes(chunksOf(noise(300_000, 3)), content, 'model.onnx') };

    await expect(remote.upload([wrong])).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    expect(served.lfs.objects.size).toBe(0);
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
    const remote = await remoteOf({ server: { batch: () => answered ?? 'null' } });
    served.lfs.add(bytes);

    await expect(fetched(remote)).rejects.toMatchObject({ code: 'REMOTE_FAILED', exitCode: 7 });
    expect(served.lfs.requests.some(({ path }) => isStorage(path))).toBe(false);
  });

  it('a redirect to itself without end, is refused', async () => {
    const remote = await remoteOf({
      server: { interfere: ({ path }, response) => answer(response, 307, { location: path }) },
    });

    await expect(remote.has(content)).rejects.toMatchObject({
      code: 'REMOTE_FAILED',
      message: expect.stringContaining('redirects more than'),
    });
  });
});
