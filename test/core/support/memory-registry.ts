import { CelCompiler } from '../../../adapters/cel/cel-compiler.ts';
import { csvReader } from '../../../adapters/csv/csv-dataset.ts';
import { LocalForge } from '../../../adapters/local-forge/local-forge.ts';
import { MemoryArtifactStore } from '../../../adapters/memory/memory-artifact-store.ts';
import { MemoryBaseStore } from '../../../adapters/memory/memory-base-store.ts';
import { MemoryDatasetBytes } from '../../../adapters/memory/memory-dataset-bytes.ts';
import { MemoryImageStore } from '../../../adapters/memory/memory-image-store.ts';
import { MemoryManifestIndex } from '../../../adapters/memory/memory-manifest-index.ts';
import { memoryModelConverter } from '../../../adapters/memory/memory-model-converter.ts';
import { memoryModelRuntime } from '../../../adapters/memory/memory-model-runtime.ts';
import { MemoryPendingWrites } from '../../../adapters/memory/memory-pending-writes.ts';
import type { RegistryContext } from '../../../core/context.ts';
import type { Instant } from '../../../core/domain/manifest.ts';
import type { Oid } from '../../../core/domain/records.ts';
import type { ArtifactStore } from '../../../core/ports/artifact-store.ts';
import type { BaseBuilder } from '../../../core/ports/base-builder.ts';
import type { ModelFile, ModelRuntime } from '../../../core/ports/model-toolchain.ts';
import type { Registry } from '../../../core/registry.ts';
import { registryOf } from '../../../core/use-cases.ts';
import { sampleBaseBuilder } from '../../support/sample-base.ts';
import { InterruptibleRepository } from './interruptible-repository.ts';

/** A whole registry in memory, in which tests act as anybody and set the clock. */
export interface MemoryRegistry {
  as(actor: string): Registry;
  contextOf(actor: string): RegistryContext;
  readonly repository: InterruptibleRepository;
  readonly images: MemoryImageStore;
  readonly bases: MemoryBaseStore;
  readonly datasetBytes: MemoryDatasetBytes;
  readonly clock: { now(): Instant; advance(seconds: number): void };
  /** Commits as somebody who edits files and uses git alone. */
  edit(files: Readonly<Record<string, string | null>>, as?: string): Promise<void>;
  /** The same on any branch; `onto` starts it from another commit, `mergedFrom` makes it a merge. */
  editOn(branch: string, files: Readonly<Record<string, string | null>>, how?: HandEdit): Promise<Oid>;
  /** The text of a file, on the registry branch unless another is named. */
  read(path: string, branch?: string): Promise<string | undefined>;
  /** Every path on a branch. */
  paths(branch?: string): Promise<readonly string[]>;
  tip(branch?: string): Promise<Oid>;
}

export interface HandEdit {
  readonly as?: string;
  readonly onto?: Oid;
  readonly mergedFrom?: readonly Oid[];
  readonly message?: string;
  readonly at?: Instant;
}

export interface MemoryParts {
  /** What keeps the bytes, where a test wants it to fail. */
  readonly artifacts?: ArtifactStore;
  /** What runs models, where a test wants one to break. */
  readonly runtime?: ModelRuntime;
  /** What makes serving bases. */
  readonly baseBuilder?: BaseBuilder;
}

export async function memoryRegistry(
  policy: string,
  {
    artifacts = new MemoryArtifactStore('local'),
    runtime = memoryModelRuntime,
    baseBuilder = sampleBaseBuilder(),
  }: MemoryParts = {},
): Promise<MemoryRegistry> {
  const repository = new InterruptibleRepository();
  const images = new MemoryImageStore(artifacts);
  const bases = new MemoryBaseStore();
  const manifestIndex = new MemoryManifestIndex();
  const pendingWrites = new MemoryPendingWrites();
  const datasetBytes = new MemoryDatasetBytes();
  const clock = tickingClock();
  const contextOf = (actor: string): Parameters<typeof registryOf>[0] => {
    const shared = {
      repository,
      branch: 'main',
      recordsBranch: 'mergeline-records',
      actor,
      author: { name: actor, email: `${actor}@example.org` },
      clock,
    };
    return {
      ...shared,
      address: 'memory',
      hasRemote: false,
      examineSurroundings: async () => ({ identity: 'option', writes: { kind: 'local' }, unfinished: [] }),
      forge: new LocalForge(shared),
      forgeAsOf: (past) => new LocalForge({ ...shared, ...past }),
      openStore: () => artifacts,
      datasetBytes,
      openImages: () => images,
      openBases: () => bases,
      loadBaseBuilder: async () => baseBuilder,
      manifestIndex,
      pendingWrites,
      converter: memoryModelConverter,
      runtime,
      loadExpressions: async () => new CelCompiler(),
      datasets: csvReader,
      close: async () => {},
    };
  };
  const editOn: MemoryRegistry['editOn'] = async (branch, files, how = {}) => {
    const edits = Object.entries(files).map(([path, text]) =>
      text === null ? { path, remove: true as const } : { path, bytes: new TextEncoder().encode(text) },
    );
    const { as = 'admin', onto, mergedFrom, message = 'edit by hand', at = clock.now() } = how;
    const author = { name: as, email: `${as}@example.org` };
    const expected = await repository.tip(branch);
    const graft = { ...(onto && { onto }), ...(mergedFrom && { mergedFrom }) };
    const commit = await repository.commit({ branch, expected, edits, message, author, at, ...graft });
    if (commit === 'stale') throw new Error(`${branch} moved under an edit by hand`);
    return commit;
  };
  const edit: MemoryRegistry['edit'] = async (files, as = 'admin') => {
    await editOn('main', files, { as });
  };
  const tip: MemoryRegistry['tip'] = async (branch = 'main') => {
    const oid = await repository.tip(branch);
    if (oid === undefined) throw new Error(`there is no branch ${branch}`);
    return oid;
  };
  await edit({ 'registry.yaml': policy });
  return {
    as: (actor) => registryOf(contextOf(actor)),
    contextOf,
    repository,
    images,
    bases,
    datasetBytes,
    clock,
    edit,
    editOn,
    tip,
    async read(path, branch = 'main') {
      const file = await (await repository.snapshot(await tip(branch))).read(path);
      return file ? new TextDecoder().decode(file.bytes) : undefined;
    },
    async paths(branch = 'main') {
      const files = await Array.fromAsync((await repository.snapshot(await tip(branch))).walk(''));
      return files.map(({ path }) => path);
    },
  };
}

/** Every look at it is a second later than the one before, so that no order rests on chance. */
function tickingClock(): MemoryRegistry['clock'] {
  let milliseconds = Date.parse('2026-03-01T12:00:00Z');
  return {
    now() {
      milliseconds += 1000;
      return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
    },
    advance(seconds) {
      milliseconds += seconds * 1000;
    },
  };
}

/** A model of two classes over the columns `x` and `y`; `weight` is what makes one differ from another. */
export function linearModel(weight: number): readonly ModelFile[] {
  const text = JSON.stringify({
    coefficients: [
      [weight, 0],
      [0, 1],
    ],
    intercepts: [0, 0],
    signature: {
      task: 'classification',
      inputs: [{ name: 'X', type: 'float64', shape: [null, 2], columns: ['x', 'y'] }],
      outputs: [{ name: 'label', type: 'string', shape: [null] }],
      classes: ['left', 'right'],
    },
  });
  return [modelFile('model.json', text)];
}

export function modelFile(path: string, text: string): ModelFile {
  const bytes = new TextEncoder().encode(text);
  return {
    path,
    size: bytes.length,
    read: async () => bytes,
    async *open() {
      yield bytes;
    },
  };
}
