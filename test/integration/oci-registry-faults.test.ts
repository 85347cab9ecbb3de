import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Patience } from '../../adapters/http/patience.ts';
import { OciRegistry, type OciRepository } from '../../adapters/oci/registry/oci-registry.ts';
import { parseRepositoryAddress } from '../../adapters/oci/registry/registry-address.ts';
import { digestOf } from '../../core/domain/digest.ts';
import { chunksOf, collect, noise } from '../support/bytes.ts';
import { type DockerRegistry, dockerRegistry, startDockerRegistry } from '../support/docker-registry.ts';
import { type FaultyProxy, startFaultyProxy } from '../support/faulty-proxy.ts';

const bytes = noise(300_000);
const content = { digest: digestOf(bytes), size: bytes.length };
const imageType = 'application/vnd.oci.image.manifest.v1+json';

describe.skipIf(!dockerRegistry.available)('a registry with faults', () => {
  let registry: DockerRegistry;
  let proxy: FaultyProxy;
  /** Milliseconds of every pause. */
  const pauses: number[] = [];
  const patience: Patience = {
    tries: 4,
    idle: 300,
    pause: async (milliseconds) => {
      pauses.push(milliseconds);
    },
    random: () => 0,
  };

  beforeAll(async () => {
    registry = await startDockerRegistry();
    proxy = await startFaultyProxy(registry.host);
  });
  beforeEach(() => {
    proxy.reset();
    pauses.length = 0;
  });
  afterAll(async () => {
    await proxy[Symbol.asyncDispose]();
    await registry[Symbol.asyncDispose]();
  });

  /** A repository of its own for each test, reached through the proxy or without it. */
  function repositories(): { spoilt: OciRepository; sound: OciRepository } {
    const path = `faults/${randomUUID()}`;
    const open = (host: string) => {
      const { registry: address } = parseRepositoryAddress(`${host}/${path}`);
      return new OciRegistry(address, { env: {}, patience }).repository(path);
    };
    return { spoilt: open(proxy.host), sound: open(registry.host) };
  }

  const upload = (repository: OciRepository) => repository.blobs.store(content, () => chunksOf(bytes));
  const download = (repository: OciRepository) => collect(repository.blobs.read(content, 'The blob'));

  describe('when bytes are sent', () => {
    it.each([408, 429, 500, 502, 503, 504])('goes on after an answer of %i', async (answer) => {
      const { spoilt, sound } = repositories();
      proxy.fail(/^PUT/, { answer });
      proxy.fail(/^POST/, { answer });
      expect(await upload(spoilt)).toBe('uploaded');
      expect((await download(sound)).equals(bytes)).toBe(true);
      expect(pauses).toEqual([1000, 1000]);
    });

    it('waits as long as the registry asks, in seconds or until a date', async () => {
      const { spoilt } = repositories();
      proxy.fail(/^POST/, { answer: 429, headers: { 'retry-after': '7' } });
      await upload(spoilt);
      expect(pauses).toEqual([7000]);
      const other = repositories();
      proxy.fail(/^POST/, { answer: 503, headers: { 'retry-after': new Date(Date.now() + 60_000).toUTCString() } });
      await upload(other.spoilt);
      expect(pauses[1]).toBeGreaterThan(50_000);
      expect(pauses[1]).toBeLessThanOrEqual(60_000);
    });

    it('does not wait for an hour, and says why it stops', async () => {
      const { spoilt } = repositories();
      proxy.fail(/^POST/, { answer: 429, headers: { 'retry-after': '3600' } }, 9);
      await expect(upload(spoilt)).rejects.toMatchObject({
        code: 'REMOTE_FAILED',
        message: expect.stringContaining('429'),
      });
      expect(pauses).toEqual([]);
    });

    it.each([401, 403, 404, 405, 413, 416])('stops at an answer of %i, and can be repeated', async (answer) => {
      const { spoilt, sound } = repositories();
      proxy.fail(/^PUT/, { answer }, 9);
      await expect(upload(spoilt)).rejects.toMatchObject({
        code: 'REMOTE_FAILED',
        exitCode: 7,
        message: expect.stringContaining(String(answer)),
      });
      expect(pauses).toEqual([]);
      expect(await sound.blobs.has(content)).toBe(false);
      proxy.reset();
      expect(await upload(spoilt)).toBe('uploaded');
    });

    it('gives up after four tries, leaves nothing to be seen, and can be repeated', async () => {
      const { spoilt, sound } = repositories();
      proxy.fail(/^PUT/, { answer: 503 }, 99);
      await expect(upload(spoilt)).rejects.toMatchObject({
        code: 'REMOTE_FAILED',
        message: expect.stringContaining('503'),
      });
      expect(pauses).toEqual([1000, 3000, 9000]);
      expect(await sound.blobs.has(content)).toBe(false);
      expect(await registry.openUploads(spoilt.path)).toEqual([]);
      proxy.reset();
      expect(await upload(spoilt)).toBe('uploaded');
    });

    it.each([0, 1, 512, 70_000, 299_999])('goes on after the connection is cut at byte %i', async (cutRequestAt) => {
      const { spoilt, sound } = repositories();
      proxy.fail(/^PUT/, { cutRequestAt });
      expect(await upload(spoilt)).toBe('uploaded');
      expect((await download(sound)).equals(bytes)).toBe(true);
    });

    it('finds a blob whose acknowledgement was lost, and does not send it again', async () => {
      const { spoilt } = repositories();
      proxy.fail(/^PUT/, { loseAnswer: true });
      expect(await upload(spoilt)).toBe('present');
      expect(proxy.requests.filter(({ line }) => line.startsWith('PUT'))).toHaveLength(1);
    });

    it.each(['HEAD', 'POST', 'PUT'])('goes on after %s was never answered', async (method) => {
      const { spoilt } = repositories();
      proxy.fail(new RegExp(`^${method}`), { silent: true });
      expect(await upload(spoilt)).toMatch(/uploaded|present/);
    });

    it('refuses a registry that stored it under another digest', async () => {
      const { spoilt } = repositories();
      proxy.fail(/^PUT/, { falseHeaders: { 'docker-content-digest': digestOf('other') } });
      await expect(upload(spoilt)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH', exitCode: 6 });
    });

    it('refuses a file that changed while it was sent, and takes it when it is right again', async () => {
      const { spoilt, sound } = repositories();
      const changed = () => chunksOf(Buffer.concat([bytes.subarray(0, 299_000), noise(1000, 7)]));
      await expect(spoilt.blobs.store(content, changed)).rejects.toMatchObject({
        code: 'DIGEST_MISMATCH',
        exitCode: 6,
      });
      expect(await sound.blobs.has(content)).toBe(false);
      expect(await upload(spoilt)).toBe('uploaded');
    });

    it('sends again what was found with another size', async () => {
      const { spoilt, sound } = repositories();
      await upload(sound);
      proxy.fail(/^HEAD/, { falseHeaders: { 'content-length': '12' } });
      expect(await upload(spoilt)).toBe('uploaded');
    });

    it.each([
      ['http://169.254.169.254/latest/meta-data', 'not https'],
      ['https://169.254.169.254/', 'link-local'],
      ['https://10.0.0.7/uploads/1', 'private'],
      ['http://storage.example.com/1', 'not https'],
      ['https://ann:secret@storage.example.com/1', 'user name'],
      ['', 'without an address'],
    ])('sends nothing to %j', async (location, why) => {
      const { spoilt } = repositories();
      proxy.fail(/^POST/, { answer: 202, headers: { location } }, 9);
      await expect(upload(spoilt)).rejects.toMatchObject({
        code: 'REMOTE_FAILED',
        message: expect.stringContaining(why),
      });
      expect(proxy.requests.some(({ line }) => line.startsWith('PUT'))).toBe(false);
    });

    it('mounts from another repository without sending a byte, and uploads where that is refused', async () => {
      const [from, to, refused, ignored] = [repositories(), repositories(), repositories(), repositories()];
      await upload(from.sound);
      const alsoIn = [from.sound.path];
      const store = (repository: OciRepository) => repository.blobs.store(content, () => chunksOf(bytes), { alsoIn });
      expect(await store(to.spoilt)).toBe('mounted');
      expect(proxy.requests.some(({ line }) => line.startsWith('PUT'))).toBe(false);
      proxy.fail(/^POST.*mount/, { answer: 403 });
      expect(await store(refused.spoilt)).toBe('uploaded');
      // A repository that is not there cannot be mounted from: the session that opened instead is ended.
      const nowhere = { alsoIn: ['faults/nowhere'] };
      expect(await ignored.spoilt.blobs.store(content, () => chunksOf(bytes), nowhere)).toBe('uploaded');
      expect(await registry.openUploads(ignored.spoilt.path)).toEqual([]);
    });
  });

  describe('when bytes are read', () => {
    it.each([0, 1, 65_536, 150_000, 299_999])(
      'goes on where the connection was cut, at byte %i',
      async (cutAnswerAt) => {
        const { spoilt, sound } = repositories();
        await upload(sound);
        proxy.fail(/^GET/, { cutAnswerAt });
        expect((await download(spoilt)).equals(bytes)).toBe(true);
        expect(proxy.requests.filter(({ line }) => line.startsWith('GET'))).toHaveLength(2);
      },
    );

    it('goes on over many cuts, one after the other', async () => {
      const { spoilt, sound } = repositories();
      await upload(sound);
      proxy.fail(/^GET/, { cutAnswerAt: 70_000 }, 4);
      expect((await download(spoilt)).equals(bytes)).toBe(true);
    });

    it('gives up when connection after connection brings nothing', async () => {
      const { spoilt, sound } = repositories();
      await upload(sound);
      proxy.fail(/^GET/, { cutAnswerAt: 10 }, 99);
      await expect(download(spoilt)).rejects.toMatchObject({ code: 'REMOTE_FAILED' });
      expect(proxy.requests.length).toBeLessThan(6);
    });

    it('goes on after silence in the middle, and where parts are not given, or others than were asked for', async () => {
      const { spoilt, sound } = repositories();
      await upload(sound);
      proxy.fail(/^GET/, { silent: true });
      expect((await download(spoilt)).equals(bytes)).toBe(true);
      for (const fault of [
        { answer: 416 },
        { answer: 206, headers: { 'content-range': 'bytes 0-9/300000' }, body: '0123456789' },
        { answer: 206, body: 'no range at all' },
        { answer: 206, headers: { 'content-range': `bytes 100000-999999/${content.size}` }, body: 'past the end' },
      ]) {
        proxy.reset();
        proxy.fail(/^GET/, fault);
        proxy.fail(/^GET/, { cutAnswerAt: 100_000 });
        expect((await download(spoilt)).equals(bytes)).toBe(true);
      }
    });

    it.each<[string, object]>([
      ['another byte', { flipAnswerAt: 123_456 }],
      ['another first byte', { flipAnswerAt: 0 }],
      ['another last byte', { flipAnswerAt: 299_999 }],
      ['fewer bytes that claim to be all', { answer: 200, headers: { 'content-length': '3' }, body: 'abc' }],
      ['more bytes', { answer: 200, headers: { 'content-length': '300001' }, body: 'x'.repeat(300_001) }],
      ['a body without an end', { answer: 200, body: { endless: true } }],
      ['the page of a proxy', { answer: 200, body: '<html>' }],
    ])('refuses %s before the last byte is handed over', async (_, fault) => {
      const { spoilt, sound } = repositories();
      await upload(sound);
      proxy.fail(/^GET/, fault as never, 9);
      let received = 0;
      const reading = (async () => {
        for await (const chunk of spoilt.blobs.read(content, 'The blob')) received += chunk.length;
      })();
      await expect(reading).rejects.toMatchObject({ code: expect.stringMatching(/DIGEST_MISMATCH|REMOTE_FAILED/) });
      expect(received).toBeLessThan(content.size);
      proxy.reset();
      expect((await download(spoilt)).equals(bytes)).toBe(true);
    });

    it('refuses the size of another blob before it reads any of it', async () => {
      const { spoilt, sound } = repositories();
      await upload(sound);
      proxy.fail(/^GET/, { answer: 200, headers: { 'content-length': String(2 ** 40) }, body: { endless: true } });
      await expect(download(spoilt)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH', exitCode: 6 });
    });

    it('says what is not there', async () => {
      const { spoilt } = repositories();
      await expect(download(spoilt)).rejects.toMatchObject({ code: 'NOT_FOUND', exitCode: 4 });
    });

    it.each([
      ['http://169.254.169.254/latest/meta-data', 'not https'],
      ['https://[fe80::1]/', 'link-local'],
      ['https://192.168.1.1/', 'private'],
      ['https://[::ffff:10.0.0.1]/', 'private'],
      ['file:///etc/passwd', 'not https'],
    ])('follows no redirect to %s', async (location, why) => {
      const { spoilt } = repositories();
      proxy.fail(/^GET/, { answer: 307, headers: { location } }, 9);
      await expect(download(spoilt)).rejects.toMatchObject({
        code: 'REMOTE_FAILED',
        message: expect.stringContaining(why),
      });
    });

    it('follows redirects to where the bytes are, but not for ever', async () => {
      const { spoilt, sound } = repositories();
      await upload(sound);
      const location = `http://${registry.host}/v2/${sound.path}/blobs/${content.digest}`;
      proxy.fail(/^GET/, { answer: 307, headers: { location } });
      expect((await download(spoilt)).equals(bytes)).toBe(true);
      proxy.fail(/^GET/, (line) => ({ answer: 302, headers: { location: line.slice(4) } }), 99);
      await expect(download(spoilt)).rejects.toMatchObject({ message: expect.stringContaining('without an end') });
    });
  });

  describe('with manifests', () => {
    const manifest = Buffer.from(
      JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests: [] }),
    );
    const digest = digestOf(manifest);
    const write = (repository: OciRepository, reference: string) =>
      repository.manifests.write(reference, manifest, 'application/vnd.oci.image.index.v1+json');

    it.each<[string, object]>([
      ['of other bytes', { flipAnswerAt: 5 }],
      ['without an end', { answer: 200, headers: { 'content-type': imageType }, body: { endless: true } }],
      ['of a gigabyte', { answer: 200, headers: { 'content-length': String(2 ** 30) }, body: { endless: true } }],
    ])('refuses one %s', async (_, fault) => {
      const { spoilt, sound } = repositories();
      await write(sound, digest);
      proxy.fail(/^GET/, fault as never, 9);
      await expect(spoilt.manifests.read(digest)).rejects.toMatchObject({
        code: expect.stringMatching(/DIGEST_MISMATCH|REMOTE_FAILED/),
      });
    });

    it('refuses a digest that is told and not asked for, and one that is not that of the bytes', async () => {
      const { spoilt, sound } = repositories();
      await write(sound, digest);
      await write(sound, '1.0.0');
      const other = { 'docker-content-digest': digestOf('other') };
      proxy.fail(/./, { falseHeaders: other }, 9);
      await expect(spoilt.manifests.find(digest)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
      await expect(spoilt.manifests.read('1.0.0')).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
      await expect(write(spoilt, '1.0.1')).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    });

    it('says so where a registry lets nobody delete', async () => {
      const { spoilt } = repositories();
      proxy.fail(/^DELETE/, { answer: 405 }, 9);
      const refusal = { code: 'REMOTE_FAILED', hint: expect.stringContaining('lets nobody delete') };
      await expect(spoilt.manifests.remove(digest)).rejects.toMatchObject(refusal);
      await expect(spoilt.blobs.remove(digest)).rejects.toMatchObject(refusal);
    });

    it('shows errors in the words of the registry, without what drives a terminal and at no great length', async () => {
      const { spoilt } = repositories();
      const errors = [{ code: 'DENIED', message: `no\u001b[31m ${'x'.repeat(5000)}` }];
      proxy.fail(/^PUT/, { answer: 403, body: JSON.stringify({ errors }) }, 9);
      const failure = await write(spoilt, '1.0.0').catch((error: Error) => error.message);
      expect(failure).toContain('DENIED');
      expect(failure).not.toContain('\u001b');
      expect(String(failure).length).toBeLessThan(400);
      proxy.fail(/^PUT/, { answer: 403, body: { endless: true } }, 9);
      await expect(write(spoilt, '1.0.0')).rejects.toMatchObject({ code: 'REMOTE_FAILED' });
    });
  });
});
