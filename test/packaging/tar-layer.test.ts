import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { extract } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../core/domain/digest.ts';
import { tarHeader } from '../../packaging/tar-header.ts';
import { readTarLayer, tarLayer, tarLayerSize } from '../../packaging/tar-layer.ts';
import { chunksOf, collect, noise } from '../support/bytes.ts';
import { requireTool } from '../support/require-tool.ts';

const tar = requireTool('tar');

function pack(path: string, content: Uint8Array): Promise<Buffer> {
  return collect(tarLayer({ path, size: content.length }, chunksOf(content)));
}

describe('tarLayer', () => {
  // Recorded in every manifest: these change only together with `tarWriter`.
  it.each([
    ['model.onnx', '', 'sha256:e67d15a0a61162ce32169214092561b6956dcfa0b3af9a31cb93dacff600aa52'],
    ['model.onnx', 'hello\n', 'sha256:bc9f4f66fd50744a7e82926ec9c68735663f00ec223c39bcb18781200b6412d6'],
    ['source/model.pkl', 'x'.repeat(512), 'sha256:987141f219c93aac94d8d6fec0684477868cca224367f7bb1f81a913e09a8cca'],
    ['.mergeline/model.json', '{}', 'sha256:2b2827a3dd41864570265fb45bfcd4103f4e593f6a99ea231243183b3504f817'],
    [
      `source/${'deep/'.repeat(20)}model.bin`,
      'prefix',
      'sha256:d23667fb4e82a720047aaca34a2decb8d5b259db2505355ae0ac74c54031c3f0',
    ],
    [`${'n'.repeat(120)}.bin`, 'pax', 'sha256:fcc14f819b1d2c505f8fce0b1be3155b76b9ad9b26884f18a82d9013bd003cf7'],
    ['modèle-é.onnx', 'utf-8', 'sha256:a23009329f223ea3668b12c9483042634a8d73ca0690a7b0d0f2ccadaabda08f'],
  ])('gives %s with %j the same bytes for good', async (path, content, digest) => {
    expect(digestOf(await pack(path, Buffer.from(content)))).toBe(digest);
  });

  it('holds the folders, the file and two zero blocks, owned by root and dated 1970', async () => {
    const layer = await pack('source/model.pkl', Buffer.from('content'));

    expect(await listEntries(layer)).toEqual([
      { name: 'models/', type: 'directory', mode: 0o755, size: 0, content: '' },
      { name: 'models/source/', type: 'directory', mode: 0o755, size: 0, content: '' },
      { name: 'models/source/model.pkl', type: 'file', mode: 0o644, size: 7, content: 'content' },
    ]);
    expect(layer.length).toBe(3 * 512 + 512 + 1024);
    expect(layer.subarray(-1024).every((byte) => byte === 0)).toBe(true);
  });

  it('is read by tar-stream and by our own reader, whatever the path and the chunks', async () => {
    const segment = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .filter((text) => !/[\p{Cc}\u2028\u2029/\\:]|^\.+$|^\.wh\./u.test(text) && Buffer.byteLength(text) <= 255);
    const path = fc.array(segment, { minLength: 1, maxLength: 6 }).map((segments) => segments.join('/'));
    await fc.assert(
      fc.asyncProperty(
        path.filter((text) => Buffer.byteLength(text) <= 1000),
        fc.uint8Array({ maxLength: 1500 }),
        fc.integer({ min: 1, max: 700 }),
        async (path, content, chunkSize) => {
          const file = { path, size: content.length };
          const layer = await collect(tarLayer(file, chunksOf(content, chunkSize)));

          expect(layer.length).toBe(tarLayerSize(file));
          expect((await listEntries(layer)).at(-1)).toMatchObject({ name: `models/${path}`, size: content.length });
          expect(await collect(readTarLayer(file, chunksOf(layer, chunkSize)))).toEqual(Buffer.from(content));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('is listed by GNU tar, also with long and non-ASCII names', (context) => {
    context.skip(!tar.available, tar.reason);
    return Promise.all(
      ['model.onnx', `${'deep/'.repeat(30)}model.bin`, `${'é'.repeat(90)}.bin`].map(async (path) => {
        const layer = await pack(path, Buffer.from('x'));
        const listing = execFileSync('tar', ['-t', '--quoting-style=literal'], { input: layer, encoding: 'utf8' });
        expect(listing.trimEnd().split('\n').at(-1)).toBe(`models/${path}`);
      }),
    );
  });

  it('writes sizes from 8 GiB on in base 256, which GNU tar reads', (context) => {
    context.skip(!tar.available, tar.reason);
    const size = 9 * 1024 ** 3 + 5;
    const header = tarHeader({ kind: 'file', name: 'models/large.bin', size, mode: 0o644 });
    expect(header.subarray(124, 136).toString('hex')).toBe('800000000000000240000005');
    const listing = execFileSync('sh', ['-c', 'tar -tvf - 2>/dev/null || true'], { input: header, encoding: 'utf8' });
    expect(listing).toContain(` ${size} `);
  });

  it.each([
    ['shorter', 4],
    ['longer', 6],
  ])('refuses content that is %s than announced', async (_, size) => {
    const layer = tarLayer({ path: 'model.onnx', size }, chunksOf(Buffer.from('12345')));
    await expect(collect(layer)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
  });

  it.each([
    '',
    '/etc/passwd',
    '../up',
    'a/../b',
    'a//b',
    'a/./b',
    'a\\b',
    'C:/x',
    'a\nb',
    'a\0b',
    '.wh.model',
    'a/.wh..wh..opq',
    '\ud800',
  ])('refuses the path %j', async (path) => {
    await expect(pack(path, Buffer.from('x'))).rejects.toMatchObject({ code: 'INPUT_INVALID', exitCode: 2 });
  });

  it('refuses a size that is no count of bytes', () => {
    expect(() => tarLayerSize({ path: 'a', size: -1 })).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    expect(() => tarLayerSize({ path: 'a', size: 1.5 })).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });
});

describe('readTarLayer', () => {
  const file = { path: 'source/model.pkl', size: 700 };
  const content = noise(700);

  it('refuses a layer in which any one bit outside the content differs', async () => {
    const layer = await pack(file.path, content);
    const contentStart = 3 * 512;
    for (let at = 0; at < layer.length; at += 1) {
      if (at >= contentStart && at < contentStart + file.size) continue;
      const damaged = Buffer.from(layer);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      await expect(collect(readTarLayer(file, chunksOf(damaged)))).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    }
  });

  it('refuses a layer that ends early or goes on', async () => {
    const layer = await pack(file.path, content);
    const others = [
      layer.subarray(0, -1),
      layer.subarray(0, 900),
      Buffer.concat([layer, Buffer.alloc(512)]),
      Buffer.alloc(0),
    ];
    for (const other of others) {
      await expect(collect(readTarLayer(file, chunksOf(other)))).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    }
  });

  it('refuses the layer of another path', async () => {
    const layer = await pack('source/other.pkl', content);
    await expect(collect(readTarLayer(file, chunksOf(layer)))).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
  });
});

async function listEntries(layer: Buffer) {
  const entries = [];
  const extractor = extract();
  extractor.end(layer);
  for await (const entry of extractor) {
    const { name, type, mode, size, uid, gid, mtime, linkname } = entry.header;
    const content = (await collect(entry as AsyncIterable<Uint8Array>)).toString();
    expect({ uid, gid, linkname, mtime: mtime?.getTime() }).toEqual({ uid: 0, gid: 0, linkname: null, mtime: 0 });
    entries.push({ name, type, mode, size, content });
  }
  return entries;
}
