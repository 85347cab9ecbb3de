import type { Document, Node, Pair, Scalar, YAMLMap } from 'yaml';
import type { Path } from './finding.ts';
import { yaml } from './late-packages.ts';

export function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** Where in the text a value starts, or its name, or the nearest thing around that is there. */
export function offsetOf(document: Document, path: Path, on?: 'name'): number {
  let node: unknown = document.contents;
  let offset = yaml().isNode(node) ? startOf(node) : 0;
  for (const [index, step] of path.entries()) {
    const found = stepInto(node, step);
    if (found === undefined) break;
    const isLast = index === path.length - 1;
    const wantsName = isLast && (on === 'name' || isNothing(found.value));
    if (yaml().isNode(found.value)) offset = startOf(found.value);
    if (wantsName && yaml().isNode(found.key)) offset = startOf(found.key);
    node = found.value;
  }
  return offset;
}

/** A number, true, false or null as it was written. */
export function sourceAt(document: Document, path: Path): string | undefined {
  let node: unknown = document.contents;
  for (const step of path) node = stepInto(node, step)?.value;
  return yaml().isScalar(node) && node.type === 'PLAIN' ? node.source : undefined;
}

interface Found {
  readonly key?: unknown;
  readonly value: unknown;
}

function stepInto(node: unknown, step: string | number): Found | undefined {
  if (yaml().isSeq(node) && typeof step === 'number') {
    return step < node.items.length ? { value: node.items[step] } : undefined;
  }
  if (!yaml().isMap(node)) return undefined;
  return fieldsOf(node).get(step);
}

/** Long mappings with many faults are asked for each. */
const known = new WeakMap<YAMLMap, Map<unknown, Found>>();

function fieldsOf(map: YAMLMap): ReadonlyMap<unknown, Found> {
  let fields = known.get(map);
  if (fields === undefined) {
    fields = new Map();
    for (const pair of map.items as Pair<Scalar, Node | null>[]) {
      for (const name of [pair.key.value, pair.key.source]) if (!fields.has(name)) fields.set(name, pair);
    }
    known.set(map, fields);
  }
  return fields;
}

/** `name:` with nothing behind it. */
function isNothing(value: unknown): boolean {
  return value === null || (yaml().isNode(value) && value.range?.[0] === value.range?.[1]);
}
