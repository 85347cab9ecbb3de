import { fieldsOf } from './complete.ts';
import { documents } from './documents.ts';
import type { Finding, Path } from './finding.ts';
import { rulesOfPolicy } from './policy-rules.ts';
import { fromFile } from './transform.ts';

/**
 * What else is wrong with a policy whose faults all lie in its gates: those are taken for sound, so that the names in the
 * others are looked at too. Where anything else is at fault, names may be missing for that reason, and nothing is said.
 */
export function rulesOfMended(document: unknown, findings: readonly Finding[]): readonly Finding[] {
  const gates = findings.map(({ path }) => gateAround(path));
  if (gates.some((gate) => gate === undefined)) return [];
  const mended = structuredClone(document);
  for (const [index, gate] of gates.entries())
    replace(mended, gate as Path, { gate: 'servable', id: `mended-${index}` });
  return rulesOfPolicy(fromFile('Registry', fieldsOf(documents.Registry.schema, mended)));
}

/** `stages[2].gates[0]` of `stages[2].gates[0].min`; undefined outside of gates. */
function gateAround(path: Path): Path | undefined {
  const list = path.lastIndexOf('gates');
  return list >= 0 && typeof path[list + 1] === 'number' ? path.slice(0, list + 2) : undefined;
}

function replace(document: unknown, path: Path, value: unknown): void {
  const parent = path
    .slice(0, -1)
    .reduce((inner, step) => (inner as Record<string | number, unknown>)[step], document) as unknown[];
  parent[path.at(-1) as number] = value;
}
