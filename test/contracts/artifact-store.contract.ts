import { describe, expect, it } from 'vitest';
import type { Artifact } from '../../core/domain/manifest.ts';
import type { ArtifactStore } from '../../core/ports/artifact-store.ts';
import { describeArtifact } from '../../packaging/describe-artifact.ts';
import { chunksOf, collect, noise } from '../support/bytes.ts';

export interface ArtifactStoreSubject {
  readonly store: ArtifactStore;
  /** Another opening of the same storage, as another process has it. */
  reopen(): ArtifactStore;
  /** Changes one byte of what is stored for the artifact; absent where nothing outside can. */
  readonly damage?: (artifact: Artifact) => Promise<void>;
  /** Names of whatever a failed write left behind. */
  leftovers(): Promise<readonly string[]>;
}

/** What every artifact store promises: core/ports/artifact-store.ts. */
export function describeArtifactStore(name: string, open: () => Promise<ArtifactStoreSubject>): void {
  describe(`${name} as an artifact store`, () => {
    it.each([
      ['an empty file', 0],
      ['a small file', 5],
      ['a file of exactly one tar block', 512],
      ['a file of many chunks', 300_000],
      ['a file of several megabytes', 3 * 1024 * 1024 + 17],
    ])('gives %s back as it was written', async (_, size) => {
      const { store, reopen } = await open();
      const bytes = noise(size);
      const artifact = await describeBytes(bytes);
      expect(await store.has(artifact)).toBe(false);

      expect(await store.write(artifact, () => chunksOf(bytes))).toBe('written');

      expect(await reopen().has(artifact)).toBe(true);
      expect((await collect(reopen().read(artifact))).equals(bytes)).toBe(true);
    });

    it('does not read bytes again that are there', async () => {
      const { store, reopen } = await open();
      const { artifact, bytes } = await sample();
      await store.write(artifact, () => chunksOf(bytes));

      const again = reopen().write(artifact, () => {
        throw new Error('opened');
      });

      expect(await again).toBe('present');
    });

    it('says what it does not have', async () => {
      const { store } = await open();
      const { artifact } = await sample();
      expect(await store.has(artifact)).toBe(false);
      await expect(collect(store.read(artifact))).rejects.toMatchObject({ code: 'NOT_FOUND', exitCode: 4 });
    });

    it.each<[string, (bytes: Buffer) => Buffer]>([
      ['other bytes', (bytes) => noise(bytes.length, 2)],
      ['one flipped bit', (bytes) => flipped(bytes, 150_000)],
      ['a stream that ends early', (bytes) => bytes.subarray(0, -1)],
      ['a stream that goes on', (bytes) => Buffer.concat([bytes, Buffer.from('x')])],
      ['no bytes at all', () => Buffer.alloc(0)],
    ])('refuses %s, shows nothing, and takes the right ones afterwards', async (_, change) => {
      const { store, reopen, leftovers } = await open();
      const { artifact, bytes } = await sample();

      const wrong = store.write(artifact, () => chunksOf(change(bytes)));

      await expect(wrong).rejects.toMatchObject({ code: 'DIGEST_MISMATCH', exitCode: 6 });
      expect(await reopen().has(artifact)).toBe(false);
      expect(await leftovers()).toEqual([]);
      expect(await store.write(artifact, () => chunksOf(bytes))).toBe('written');
    });

    it('shows nothing when the source breaks off', async () => {
      const { store, reopen, leftovers } = await open();
      const { artifact, bytes } = await sample();

      const broken = store.write(artifact, async function* () {
        yield bytes.subarray(0, 100_000);
        throw new Error('the source was unplugged');
      });

      await expect(broken).rejects.toThrow('the source was unplugged');
      expect(await reopen().has(artifact)).toBe(false);
      expect(await leftovers()).toEqual([]);
    });

    it('lets 20 writers of one file all succeed', async () => {
      const { store, reopen, leftovers } = await open();
      const { artifact, bytes } = await sample();

      const writers = Array.from({ length: 20 }, (_, index) =>
        (index % 2 ? store : reopen()).write(artifact, () => chunksOf(bytes, 10_000 + index)),
      );

      expect(new Set(await Promise.all(writers))).toContain('written');
      expect((await collect(store.read(artifact))).equals(bytes)).toBe(true);
      expect(await leftovers()).toEqual([]);
    });

    it('keeps a reader whole while others write', async () => {
      const { store, reopen } = await open();
      const { artifact, bytes } = await sample();
      await store.write(artifact, () => chunksOf(bytes));
      const reader = store.read(artifact)[Symbol.asyncIterator]();
      const first = await reader.next();

      const other = await describeBytes(noise(1000, 9), 'other.onnx');
      await reopen().write(other, () => chunksOf(noise(1000, 9)));

      const rest = await collect({ [Symbol.asyncIterator]: () => reader });
      expect(Buffer.concat([first.value, rest]).equals(bytes)).toBe(true);
    });

    it('can be read in part without harm', async () => {
      const { store } = await open();
      const { artifact, bytes } = await sample();
      await store.write(artifact, () => chunksOf(bytes));
      for await (const chunk of store.read(artifact)) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
      expect((await collect(store.read(artifact))).equals(bytes)).toBe(true);
    });

    it('holds back the last chunk of damaged bytes and refuses them', async (context) => {
      const { store, damage } = await open();
      const { artifact, bytes } = await sample();
      await store.write(artifact, () => chunksOf(bytes));
      if (damage === undefined) return context.skip('nothing outside can reach what this store holds');
      await damage(artifact);

      let received = 0;
      const reading = (async () => {
        for await (const chunk of store.read(artifact)) received += chunk.length;
      })();

      await expect(reading).rejects.toMatchObject({ code: 'DIGEST_MISMATCH', exitCode: 6 });
      expect(received).toBeLessThan(artifact.size);
    });

    it('removes what nobody wants, for every opening of the storage, and takes it again afterwards', async () => {
      const { store, reopen, leftovers } = await open();
      const { artifact, bytes } = await sample();
      await store.write(artifact, () => chunksOf(bytes));

      expect(await reopen().remove(artifact, nobody)).toEqual({ outcome: 'removed' });

      expect(await store.has(artifact)).toBe(false);
      await expect(collect(store.read(artifact))).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(await reopen().remove(artifact, nobody)).toEqual({ outcome: 'absent' });
      expect(await leftovers()).toEqual([]);
      expect(await store.write(artifact, () => chunksOf(bytes))).toBe('written');
    });

    it('keeps what somebody wants, and says who', async () => {
      const { store } = await open();
      const { artifact, bytes } = await sample();
      await store.write(artifact, () => chunksOf(bytes));

      expect(await store.remove(artifact, async () => 'rose@1.0.0')).toEqual({ outcome: 'kept', why: 'rose@1.0.0' });

      expect((await collect(store.read(artifact))).equals(bytes)).toBe(true);
    });

    it('asks once more when nobody finds the bytes any more, and gives them back to who wants them by then', async () => {
      const { store, reopen, leftovers } = await open();
      const { artifact, bytes } = await sample();
      await store.write(artifact, () => chunksOf(bytes));

      const removal = await store.remove(artifact, async () =>
        (await reopen().has(artifact)) ? undefined : 'iris@2.0.0',
      );

      expect(removal).toEqual({ outcome: 'kept', why: 'iris@2.0.0' });
      expect((await collect(reopen().read(artifact))).equals(bytes)).toBe(true);
      expect(await leftovers()).toEqual([]);
    });

    it('keeps the bytes when it cannot be found out who wants them', async () => {
      const { store } = await open();
      const { artifact, bytes } = await sample();
      await store.write(artifact, () => chunksOf(bytes));
      const unknown = async () => {
        if (!(await store.has(artifact))) throw new Error('the registry is away');
        return undefined;
      };

      await expect(store.remove(artifact, unknown)).rejects.toThrow('the registry is away');

      expect((await collect(store.read(artifact))).equals(bytes)).toBe(true);
    });

    it('loses no bytes to removals while writers look again after they said that they need them', async () => {
      const { store, reopen, leftovers } = await open();
      const { artifact, bytes } = await sample();
      const needed: string[] = [];
      const whyWanted = async () => needed[0];
      const write = async (index: number) => {
        await reopen().write(artifact, () => chunksOf(bytes, 20_000 + index));
        needed.push(`writer ${index}`);
        if (!(await store.has(artifact))) await store.write(artifact, () => chunksOf(bytes));
      };
      const removals = Array.from({ length: 10 }, () => reopen().remove(artifact, whyWanted));

      await Promise.all([...removals, write(1), write(2)]);

      expect((await collect(store.read(artifact))).equals(bytes)).toBe(true);
      expect(await leftovers()).toEqual([]);
    });

    it.each(['../../etc/passwd', '/etc/passwd', 'a/../../b', '', 'a\0b', '.wh.model.onnx'])(
      'refuses an artifact at the path %j',
      async (path) => {
        const { store } = await open();
        const { artifact, bytes } = await sample();
        await expectRefused(store, { ...artifact, path }, bytes);
      },
    );

    it.each<[string, (artifact: Artifact) => Artifact]>([
      ['a digest that leads elsewhere', (it) => ({ ...it, digest: 'sha256:../../../../tmp/x' })],
      ['a layer digest that leads elsewhere', (it) => ({ ...it, layer: { ...it.layer, digest: 'sha256:../../x' } })],
      ['a digest of another kind', (it) => ({ ...it, digest: 'md5:d41d8cd98f00b204e9800998ecf8427e' as 'sha256:' })],
      ['a negative size', (it) => ({ ...it, size: -1 })],
      ['a layer of another size than its file gives', (it) => ({ ...it, layer: { ...it.layer, size: 1 } })],
      ['a layer of a later writer', (it) => ({ ...it, layer: { ...it.layer, writer: 2 } })],
    ])('refuses an artifact with %s', async (_, change) => {
      const { store } = await open();
      const { artifact, bytes } = await sample();
      await expectRefused(store, change(artifact), bytes);
    });
  });
}

const nobody = async () => undefined;

async function expectRefused(store: ArtifactStore, artifact: Artifact, bytes: Buffer): Promise<void> {
  const refusal = { code: 'INPUT_INVALID', exitCode: 2 };
  await expect(store.write(artifact, () => chunksOf(bytes))).rejects.toMatchObject(refusal);
  await expect(store.has(artifact)).rejects.toMatchObject(refusal);
  await expect(store.remove(artifact, nobody)).rejects.toMatchObject(refusal);
  await expect(collect(store.read(artifact))).rejects.toMatchObject(refusal);
}

async function sample(): Promise<{ artifact: Artifact; bytes: Buffer }> {
  const bytes = noise(200_000);
  return { artifact: await describeBytes(bytes), bytes };
}

function describeBytes(bytes: Buffer, path = 'model.onnx'): Promise<Artifact> {
  const file = { path, roles: ['served'] as const, mediaType: 'application/octet-stream', size: bytes.length };
  return describeArtifact(file, chunksOf(bytes));
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0x10;
  return copy;
}
