import { createHash } from 'node:crypto';
import type { RegistryContext } from '../context.ts';
import type { Digest } from '../domain/digest.ts';
import type { DatasetPolicy, Policy } from '../domain/policy.ts';
import { MergelineError } from '../errors.ts';
import { type LocatedDataset, locateDataset } from '../evaluation/locate-dataset.ts';
import type { DatasetSource } from '../ports/dataset.ts';
import type { Snapshot } from '../ports/repository.ts';
import { type Check, checksOf } from './check.ts';
import { findOddities } from './policy/find-oddities.ts';

const { ok, warning, problem } = checksOf('policy');

/** Whether some stage compares a candidate with the version that it would replace. */
export function checkComparison({ datasets, stages }: Policy): Check {
  const compared = stages.flatMap(({ name, gates }) =>
    gates.flatMap((gate) => (gate.gate === 'no-regression' ? [`${name} on ${gate.dataset}`] : [])),
  );
  if (compared.length > 0)
    return ok('comparison', `no version does worse than the one it replaces: ${compared.join(', ')}`);
  const enable = 'take the # away from the gate no-regression of production';
  if (datasets.length > 0) {
    const names = datasets.map(({ name }) => name).join(', ');
    return warning(
      'comparison',
      `a worse version can replace a better one: no stage has a no-regression gate on ${names}`,
      `In registry.yaml, ${enable}, and name the data set in it: docs/gates.md`,
    );
  }
  return warning(
    'comparison',
    'a worse version can replace a better one: no data set is pinned to compare them on',
    `In registry.yaml, take the # away from datasets, name your test data with their digest (sha256sum <file>), and ${enable}: docs/gates.md`,
  );
}

/** What people have hardly meant; what can never work is among the faults of the files. */
export function checkOddities(policy: Policy): readonly Check[] {
  return findOddities(policy).map(({ place, message, hint }) => warning(place, message, hint));
}

/** Data sets that lie in the registry are what measures a version without anybody's help. */
export async function checkDatasets(
  policy: Policy,
  snapshot: Snapshot,
  context: Pick<RegistryContext, 'datasetBytes'>,
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const dataset of policy.datasets) {
    const located = await locateDataset(dataset, { base: snapshot, policy }, context).catch(awayBecause);
    checks.push(...(await checkDataset(dataset, located)));
  }
  return checks;
}

function awayBecause(error: unknown): LocatedDataset {
  if (!(error instanceof MergelineError)) throw error;
  return { kind: 'away', reason: error.message, hint: error.hint ?? '' };
}

async function checkDataset({ name, digest }: DatasetPolicy, located: LocatedDataset): Promise<readonly Check[]> {
  switch (located.kind) {
    case 'unsaid':
      return [];
    case 'away':
      return [warning(name, `no gate can measure a version on it: ${located.reason}`, located.hint)];
    case 'here':
      return await checkBytes(name, digest, located.source);
  }
}

async function checkBytes(name: string, pinned: Digest, { name: place, open }: DatasetSource): Promise<Check[]> {
  const hint = 'Bring back the file, or change the pin.';
  try {
    const found = await digestOfChunks(open());
    if (found === pinned) return [];
    return [problem(name, `${place} is ${found}, and registry.yaml pins ${pinned}`, hint)];
  } catch (error) {
    if (!(error instanceof MergelineError)) throw error;
    return [problem(name, error.message, error.hint ?? hint)];
  }
}

async function digestOfChunks(chunks: AsyncIterable<Uint8Array>): Promise<Digest> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) hash.update(chunk);
  return `sha256:${hash.digest('hex')}`;
}
