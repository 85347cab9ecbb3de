/**
 * How fast a large model file goes through the stores, beside a plain SHA-256 of the same file and tar-stream.
 * `npx node bench/artifact-store.bench.ts [MiB]` prints medians of five runs.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import { LfsArtifactStore } from '../adapters/lfs/lfs-artifact-store.ts';
import { OciLayout } from '../adapters/oci/oci-layout.ts';
import { OciLayoutArtifactStore } from '../adapters/oci/oci-layout-artifact-store.ts';
import { describeArtifact } from '../packaging/describe-artifact.ts';

const runs = 5;
const mebibytes = Number(process.argv[2] ?? 256);
const size = mebibytes * 1024 * 1024;
const folder = await mkdtemp(join(tmpdir(), 'mergeline-bench-'));
const source = join(folder, 'model.onnx');

try {
  await writeSource();
  const openSource = () => createReadStream(source, { highWaterMark: 1024 * 1024 });
  const artifact = await describeArtifact(
    { path: 'model.onnx', roles: ['served'], mediaType: 'x/y', size },
    openSource(),
  );

  const plain = await measure('sha256 of the file (nothing else)', () => hashOf(openSource()));
  await measure('tar-stream + sha256, to a file', () => tarStream(openSource()), plain);
  await measure('describe: digests of file and layer', () => describeArtifact(artifact, openSource()), plain);

  const stores = [
    ['OCI layout', (at: string) => new OciLayoutArtifactStore(new OciLayout(at), 'bench')],
    ['Git LFS', (at: string) => new LfsArtifactStore(at, 'bench')],
  ] as const;
  for (const [name, openStore] of stores) {
    let at = '';
    const write = async () => {
      if (at) await rm(at, { recursive: true });
      at = await mkdtemp(join(folder, 'store-'));
    };
    await measure(
      `${name}: write, verified and fsynced`,
      () => openStore(at).write(artifact, openSource),
      plain,
      write,
    );
    await measure(`${name}: read, verified`, () => drain(openStore(at).read(artifact)), plain);
    await measureCall(`${name}: write of what is there`, () => openStore(at).write(artifact, openSource));
  }
  console.log(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB, file ${mebibytes} MiB`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measure(
  title: string,
  run: () => Promise<unknown>,
  reference?: number,
  before: () => Promise<void> = async () => undefined,
): Promise<number> {
  const seconds = await timesOf(run, before);
  const rate = size / 1e6 / median(seconds);
  const ratio = reference === undefined ? '' : `  ${(rate / reference).toFixed(2)} × sha256`;
  console.log(`${title.padEnd(40)} ${rate.toFixed(0).padStart(6)} MB/s${ratio}`);
  return rate;
}

async function measureCall(title: string, run: () => Promise<unknown>): Promise<void> {
  const seconds = await timesOf(run, async () => undefined);
  console.log(`${title.padEnd(40)} ${(median(seconds) * 1000).toFixed(2).padStart(6)} ms`);
}

async function timesOf(run: () => Promise<unknown>, before: () => Promise<void>): Promise<number[]> {
  const seconds = [];
  for (let index = 0; index < runs; index += 1) {
    await before();
    const start = performance.now();
    await run();
    seconds.push((performance.now() - start) / 1000);
  }
  return seconds;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function writeSource(): Promise<void> {
  await using handle = await open(source, 'w');
  const block = crypto.getRandomValues(new Uint8Array(65_536));
  const chunk = Buffer.concat(Array.from({ length: 16 }, () => block));
  for (let index = 0; index < mebibytes; index += 1) await handle.write(chunk);
  await handle.sync();
}

async function hashOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of bytes) hash.update(chunk);
  return hash.digest('hex');
}

async function tarStream(bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const tar = pack();
  const entry = tar.entry({ name: 'models/model.onnx', size });
  const hash = createHash('sha256');
  const target = createWriteStream(join(folder, 'tar-stream.tar'), { flush: true });
  const writing = pipeline(
    tar,
    new PassThrough({ readableHighWaterMark: 1024 * 1024 }).on('data', (chunk) => hash.update(chunk)),
    target,
  );
  await pipeline(bytes, entry);
  tar.finalize();
  await writing;
}

async function drain(bytes: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of bytes) void chunk;
}
