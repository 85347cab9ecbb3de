/**
 * A registry of any size in which stages were moved, with the records of that: every promotion has its judgement and a
 * receipt in the chain, as a direct promotion leaves them.
 */
import { execFileSync } from 'node:child_process';
import { digestOf } from '../core/domain/digest.ts';
import type { ModelName, StageName } from '../core/domain/names.ts';
import type { Oid, Pointer } from '../core/domain/records.ts';
import type { Verdict } from '../core/domain/verdict.ts';
import type { Version } from '../core/domain/version.ts';
import { encode } from '../registry-schema/codec.ts';
import { judgedPath, receiptPath } from '../registry-schema/record-layout.ts';
import { fastImport, fileCommand, type LargeRegistry, makeLargeRegistry } from './large-registry.ts';
import { sampleManifest } from './sample-manifest.ts';

export interface AuditedRegistry extends LargeRegistry {
  /** Of each model, to development. */
  readonly promotions: number;
}

const stage = 'development' as StageName;
const at = '2026-11-01T00:00:00Z';
const seconds = Date.parse(at) / 1000;
const verdicts: readonly Verdict[] = ['integrity', 'available', 'hold'].map((gate) => ({
  gate,
  verdict: 'pass',
  reason: 'As it should be.',
}));

export async function makeAuditedRegistry(folder: string, size: AuditedRegistry): Promise<void> {
  await makeLargeRegistry(folder, size);
  await fastImport(folder, promotionsOf(size));
  const log = execFileSync('git', ['-C', folder, 'log', '--first-parent', '--reverse', '--format=%H %s', 'main'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const commits = log.split('\n').flatMap((line) => (line.includes(' promote ') ? [line.slice(0, 40) as Oid] : []));
  await fastImport(folder, recordsOf(size, commits));
}

function* promotionsOf({ models, promotions, versions }: AuditedRegistry): Generator<Buffer> {
  let first = true;
  for (let generation = 1; generation <= promotions; generation += 1) {
    for (let model = 0; model < models; model += 1) {
      yield* commit('main', `promote model-${model}`, first ? 'from refs/heads/main^0\n' : '');
      const pointer = pointerOf(model, generation, versions);
      yield* fileCommand(`models/model-${model}/stages/${stage}.yaml`, encode('StagePointer', pointer));
      first = false;
    }
  }
  yield Buffer.from('done\n');
}

function pointerOf(model: number, generation: number, versions: number): Pointer {
  const name = `model-${model}`;
  const versionAt = (each: number) => `1.0.${each % versions}` as Version;
  const version = versionAt(generation);
  return {
    model: name as ModelName,
    stage,
    version,
    manifestDigest: digestOf(encode('ModelVersion', sampleManifest(name, version))),
    image: null,
    card: null,
    generation,
    replaces: generation === 1 ? null : versionAt(generation - 1),
    change: 'promotion',
    requestedBy: 'ann',
    reason: '',
    waivers: [],
  };
}

function* recordsOf({ models, promotions, versions }: AuditedRegistry, commits: readonly Oid[]): Generator<Buffer> {
  const previous = new Map<number, ReturnType<typeof digestOf>>();
  for (let generation = 1; generation <= promotions; generation += 1) {
    for (let model = 0; model < models; model += 1) {
      const { model: name, version, manifestDigest } = pointerOf(model, generation, versions);
      const index = (generation - 1) * models + model;
      const oid = commits[index] as Oid;
      const common = { model: name, stage, generation, commit: oid, approvals: [], verdicts, at };
      const receipt = encode('Receipt', {
        ...{ ...common, version, manifestDigest, image: null, publishedBy: 'ann' },
        previous: previous.get(model) ?? null,
      });
      previous.set(model, digestOf(receipt));
      yield* commit('mergeline-records', `judge model-${model}`);
      yield* fileCommand(
        judgedPath(name, stage, generation),
        encode('JudgedRecord', { ...common, policyCommit: commits[index - 1] ?? oid }),
      );
      yield* fileCommand(receiptPath(name, stage, generation), receipt);
    }
  }
  yield Buffer.from('done\n');
}

function* commit(branch: string, message: string, from = ''): Generator<Buffer> {
  yield Buffer.from(
    `commit refs/heads/${branch}\ncommitter ann <ann@mergeline.invalid> ${seconds} +0000\ndata ${message.length}\n${message}\n${from}`,
  );
}
