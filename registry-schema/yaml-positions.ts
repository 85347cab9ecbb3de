import type { Document, Node, Pair, Scalar, YAMLMap } from 'yaml';
import type { Path } from './finding.ts';
import { yaml } from './late-packages.ts';

export function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** What of a field is meant, where it is not the start of its value. */
export interface Part {
  readonly on?: 'name' | undefined;
  /** So many characters into its text. */
  readonly within?: number | undefined;
}

/** Where in the source a value starts, or the part of it that is meant, or the nearest thing around that is there. */
export function offsetOf(document: Document, path: Path, { on, within }: Part = {}, source = ''): number {
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
  return within !== undefined && yaml().isScalar(node) ? offsetInside(node, source, within) : offset;
}

/**
 * Folding and indenting change only the white space of a text, so its other characters stand in the source in the same
 * order. Where escapes are in between, the place is not known, and the start of the text is told.
 */
function offsetInside(node: Scalar, source: string, within: number): number {
  const start = startOf(node);
  const value = String(node.value);
  const lead = /^(?:[|>].*\n|["'])?/.exec(source.slice(start))?.[0].length ?? 0;
  let at = start + lead;
  for (const character of value.slice(0, within).replace(/\s/g, '')) {
    at = skipSpace(source, at);
    if (!source.startsWith(character, at)) return start;
    at += character.length;
  }
  return /\S/.test(value.charAt(within)) ? skipSpace(source, at) : at;
}

function skipSpace(source: string, from: number): number {
  let at = from;
  while (/\s/.test(source.charAt(at))) at += 1;
  return at;
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
