import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { expect, test } from 'vitest';
import { digestOf } from '../../core/domain/digest.ts';
import { type BaseFile, baseLayer } from '../../packaging/base-layer.ts';
import { assembleServingBase } from '../../packaging/serving-base.ts';

const files: readonly BaseFile[] = [
  { path: 'usr/local/bin/node', bytes: Buffer.from('a program'), executable: true },
  { path: 'etc/passwd', bytes: Buffer.from('root:x:0:0\n') },
];

async function entriesOf(tar: Uint8Array) {
  const entries: unknown[] = [];
  const reading = extract();
  reading.end(tar);
  for await (const entry of reading) {
    const { name, mode, uid, gid, type, mtime } = entry.header;
    entries.push([type, name, mode?.toString(8), uid, gid, mtime?.getTime()]);
    entry.resume();
  }
  return entries;
}

test('a layer holds the files below their folders, all of root and of 1970', async () => {
  const { bytes, diffId, descriptor } = baseLayer('files', files, 'tmp');
  const tar = gunzipSync(bytes);
  expect(await entriesOf(tar)).toEqual([
    ['directory', 'etc/', '755', 0, 0, 0],
    ['file', 'etc/passwd', '644', 0, 0, 0],
    ['directory', 'tmp/', '1777', 0, 0, 0],
    ['directory', 'usr/', '755', 0, 0, 0],
    ['directory', 'usr/local/', '755', 0, 0, 0],
    ['directory', 'usr/local/bin/', '755', 0, 0, 0],
    ['file', 'usr/local/bin/node', '755', 0, 0, 0],
  ]);
  expect(digestOf(tar)).toBe(diffId);
  expect(digestOf(bytes)).toBe(descriptor.digest);
});

test('a layer is the same in whatever order the files come', () => {
  expect(baseLayer('files', [...files].reverse()).descriptor).toEqual(baseLayer('files', files).descriptor);
});

test('a base runs as a user without rights, and its history counts its layers', () => {
  const image = assembleServingBase({
    platform: { os: 'linux', architecture: 'amd64' },
    layers: [baseLayer('libraries', files.slice(1), 'tmp'), baseLayer('Node', files.slice(0, 1))],
    node: '/usr/local/bin/node',
    server: '/opt/mergeline/serving/main.js',
    healthCheck: '/opt/mergeline/serving/check-health.js',
    release: '0.1.0',
  });
  const { config, rootfs, history } = JSON.parse(Buffer.from(image.config.bytes).toString());
  expect(config).toMatchObject({ User: '65532:65532', ExposedPorts: { '8080/tcp': {} }, StopSignal: 'SIGTERM' });
  expect(history).toHaveLength(rootfs.diff_ids.length);
});
