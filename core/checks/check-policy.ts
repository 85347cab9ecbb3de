import { digestOf } from '../domain/digest.ts';
import type { DatasetPolicy, Policy } from '../domain/policy.ts';
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
export async function checkDatasets({ datasets }: Policy, snapshot: Snapshot): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const dataset of datasets) checks.push(...(await checkDataset(dataset, snapshot)));
  return checks;
}

async function checkDataset({ name, path, digest }: DatasetPolicy, snapshot: Snapshot): Promise<readonly Check[]> {
  if (path === undefined) return [];
  const file = await snapshot.read(path);
  if (file === undefined) {
    const hint = `Commit the file, or give it every time: mergeline evaluate <model>@<version> --dataset ${name} --data <file>`;
    return [warning(name, `${path} is not in the registry, so no gate can measure a version on it`, hint)];
  }
  const found = digestOf(file.bytes);
  if (found === digest) return [];
  return [
    problem(name, `${path} is ${found}, and registry.yaml pins ${digest}`, 'Bring back the file, or change the pin.'),
  ];
}
