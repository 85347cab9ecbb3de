import type { Policy } from '../core/domain/policy.ts';
import { fieldsOf } from './complete.ts';
import { documents } from './documents.ts';
import type { Finding, Path } from './finding.ts';
import { fromFile } from './transform.ts';

/**
 * A policy whose faults all lie in its gates, with these taken for sound, so that the rest of it can be looked at too.
 * Undefined where anything else is at fault: names may be missing for that reason, so nothing could be said.
 */
export function mendedPolicy(document: unknown, findings: readonly Finding[]): Policy | undefined {
  const gates = findings.map(({ path }) => gateAround(path));
  if (gates.some((gate) => gate === undefined)) return undefined;
  const mended = structuredClone(document);
  for (const [index, gate] of gates.entries())
    replace(mended, gate as Path, { gate: 'servable', id: `mended-${index}` });
  return fromFile('Registry', fieldsOf(documents.Registry.schema, mended));
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
