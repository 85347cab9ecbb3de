import { expect } from 'vitest';
import type { MergeAnswer } from '../../../core/answers.ts';
import type { ModelName, StageName } from '../../../core/domain/names.ts';
import type { Pointer } from '../../../core/domain/records.ts';
import { decode, encode } from '../../../registry-schema/codec.ts';
import { pointerPath } from '../../../registry-schema/layout.ts';
import { receiptPath } from '../../../registry-schema/record-layout.ts';
import { linearModel, type MemoryRegistry } from './memory-registry.ts';

export const irisProduction = 'models/iris/stages/production.yaml';

/** Registers `iris` as often as there are weights, as 1.0.0, 1.0.1 and so on, by Ann. */
export async function registerIris(registry: MemoryRegistry, ...weights: readonly number[]): Promise<void> {
  for (const weight of weights) await registry.as('ann').models.register({ model: 'iris', files: linearModel(weight) });
}

/** Opens a proposal as Ann and answers its id. */
export async function propose(registry: MemoryRegistry, ref: string, to = 'production'): Promise<string> {
  const { proposal } = await registry.as('ann').stages.promote({ ref, to });
  if (proposal === undefined) throw new Error(`no proposal was opened for ${ref}`);
  return proposal.id;
}

/** Proposed by Ann, approved and merged by Bob, who is cut off before anything is recorded or published. Answers its id. */
export async function mergeUnpublished(registry: MemoryRegistry, ref: string): Promise<string> {
  const id = await propose(registry, ref);
  await registry.as('bob').proposals.approve(id);
  registry.repository.interrupt('mergeline-records', async () => {
    throw new Error('killed');
  });
  await expect(registry.as('bob').proposals.merge(id)).rejects.toThrow('killed');
  return id;
}

/** Proposed by Ann, approved and merged by Bob. */
export async function bringTo(registry: MemoryRegistry, ref: string, to = 'production'): Promise<MergeAnswer> {
  const id = await propose(registry, ref, to);
  await registry.as('bob').proposals.approve(id);
  return await registry.as('bob').proposals.merge(id);
}

export async function pointerOf(registry: MemoryRegistry, stage = 'production', branch = 'main'): Promise<Pointer> {
  const path = pointerPath('iris' as ModelName, stage as StageName);
  const text = await registry.read(path, branch);
  if (text === undefined) throw new Error(`there is no ${path} on ${branch}`);
  return decode('StagePointer', new TextEncoder().encode(text), { file: path });
}

export function pointerText(pointer: Pointer): string {
  return new TextDecoder().decode(encode('StagePointer', pointer));
}

export async function branchOf(registry: MemoryRegistry, id: string): Promise<string> {
  return (await registry.as('ann').proposals.show(id)).proposal.branch;
}

/** Opens a proposal for production as Ann, which Bob approves. */
export async function approved(registry: MemoryRegistry, ref: string): Promise<string> {
  const id = await propose(registry, ref);
  await registry.as('bob').proposals.approve(id);
  return id;
}

/** Where the receipt of a generation of `iris@production` lies. */
const receiptAt = (generation: number) => receiptPath('iris' as ModelName, 'production' as StageName, generation);

export async function receiptOf(registry: MemoryRegistry, generation: number) {
  const path = receiptAt(generation);
  const text = (await registry.read(path, 'mergeline-records')) ?? '';
  return { text, receipt: decode('Receipt', new TextEncoder().encode(text), { file: path }) };
}
