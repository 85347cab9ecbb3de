import { describe, expect, it } from 'vitest';
import { GitConfig } from '../../../adapters/git/layout/git-config.ts';
import { HttpAccess } from '../../../adapters/lfs/http-access.ts';
import { HttpLfsRemote } from '../../../adapters/lfs/http-lfs-remote.ts';
import { LfsApi } from '../../../adapters/lfs/lfs-api.ts';
import { serveLfs } from '../../support/lfs-server.ts';
import { answer, bytes, content, fetched, isStorage, LfsScene, upload } from './lfs-scene.ts';

const scene = new LfsScene();

describe('who we are', () => {
  const account = 'ann:pass word';

  it('is told when the server asks, as a credential helper knows it, which may keep it then', async () => {
    const remote = await scene.remoteOf({ server: { account }, knows: account });

    expect(await remote.has(content)).toBe(false);
    await remote.upload([upload()]);

    expect(scene.asked).toEqual(['fill', 'approve']);
    expect(await fetched(remote)).toEqual(bytes);
  });

  it('is never told to where the objects are, when that has its own pass', async () => {
    const remote = await scene.remoteOf({
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
    expect(scene.served.lfs.requests.some(({ path }) => isStorage(path))).toBe(false);
  });

  it('does not travel with a redirect to another server', async () => {
    await using other = await serveLfs();
    other.lfs.add(bytes);
    const remote = await scene.remoteOf({
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
    const remote = await scene.remoteOf({ server: { account }, knows: 'ann:s3cret-token' });
    scene.served.lfs.options = {
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
    expect(scene.asked).toEqual(['fill', 'reject']);
    expect(JSON.stringify([refusal, (refusal as Error).message, (refusal as Error).stack])).not.toContain('s3cret');
  });

  it('is told once more, and not for ever, where a new pass can always be had', async () => {
    scene.served = await serveLfs({ account });
    const access = {
      enter: async () => ({ url: scene.served.url, headers: { authorization: 'RemoteAuth another' } }),
      renew: async () => true,
      confirm: async () => undefined,
      conceal: (text: string) => text,
    };
    const remote = new HttpLfsRemote(new LfsApi({ name: 'origin (test)', remote: 'origin' }, access));

    await expect(remote.has(content)).rejects.toMatchObject({ code: 'REMOTE_FAILED' });
    expect(scene.served.lfs.requests).toHaveLength(2);
  });

  it('stays unknown when nobody knows it', async () => {
    const remote = await scene.remoteOf({ server: { account } });

    await expect(remote.has(content)).rejects.toMatchObject({
      code: 'REMOTE_FAILED',
      message: expect.stringContaining('does not know who we are'),
    });
  });

  it('is said by the extra header that a checkout leaves, to that server alone', async () => {
    const header = [`AUTHORIZATION: basic ${Buffer.from('ci:token').toString('base64')}`];
    const remote = await scene.remoteOf({
      server: { account: 'ci:token', batch: (it) => it },
      config: new Map([
        ['http.https://github.com.evil.example/.extraheader', ['authorization: basic wrong']],
        ['http.http://127.0.0.1.extraheader', ['x-other-port: 1']],
      ]),
    });
    await expect(remote.has(content)).rejects.toMatchObject({ code: 'REMOTE_FAILED' });
    expect(scene.served.lfs.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true);

    const { url } = scene.served;
    const access = new HttpAccess(
      { kind: 'http', url, asked: url },
      new GitConfig(new Map([[`http.${url.origin}/.extraheader`, header]])),
    );
    expect((await access.enter()).headers['authorization']).toBe(`basic ${Buffer.from('ci:token').toString('base64')}`);
  });
});
