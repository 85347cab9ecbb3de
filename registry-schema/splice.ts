import type { Document, Node, Pair, YAMLMap, YAMLSeq } from 'yaml';
import { writeField, writeItem } from './canonical-writer.ts';
import type { Path } from './finding.ts';
import { yaml } from './late-packages.ts';

/** One change to a file that people write. The path leads to the field, to the list that grows, or to the item that goes. */
export type DocumentEdit =
  | { readonly path: Path; readonly set: unknown }
  | { readonly path: Path; readonly append: unknown }
  | { readonly path: Path; readonly remove: true };

/** The text with one edit made in place, or undefined where that is not simple. */
export function splice(text: string, document: Document, edit: DocumentEdit): string | undefined {
  if ('append' in edit) return append(text, document, edit.path, edit.append);
  if ('set' in edit) return set(text, document, edit.path, edit.set);
  return remove(text, document, edit.path);
}

function set(text: string, document: Document, path: Path, value: unknown): string | undefined {
  const name = path.at(-1);
  if (typeof name !== 'string') return undefined;
  const above = path.slice(0, -1);
  const parent = above.length === 0 ? document.contents : document.getIn(above, true);
  if (!yaml().isMap(parent)) return parent === undefined ? set(text, document, above, { [name]: value }) : undefined;
  const pair = pairOf(parent, name);
  if (pair !== undefined) return replaceValue(text, parent, pair, value);
  if (parent.flow || parent.items.length === 0) return undefined;
  const first = parent.items[0] as Pair<Node>;
  return insertLines(
    text,
    endOfContent(text, parent),
    writeField(name, value, indentationAt(text, startOf(first.key))),
  );
}

function replaceValue(
  text: string,
  parent: YAMLMap,
  { key, value: old }: Pair<Node, Node | null>,
  value: unknown,
): string {
  const afterColon = text.indexOf(':', endOf(key)) + 1;
  const end = yaml().isNode(old) && endOf(old) > afterColon ? endOfContent(text, old) : afterColon;
  const lines = parent.flow ? [`: ${JSON.stringify(value)}`] : writeField('', value, indentationAt(text, startOf(key)));
  const [first = '', ...rest] = lines;
  const written = [first.slice(first.indexOf(':') + 1), ...rest].join('\n');
  return `${text.slice(0, afterColon)}${written}${text.slice(end)}`;
}

function append(text: string, document: Document, path: Path, item: unknown): string | undefined {
  const list = document.getIn(path, true);
  if (!yaml().isSeq(list)) return list === undefined ? set(text, document, path, [item]) : undefined;
  if (list.items.length === 0) return set(text, document, path, [item]);
  if (!list.flow)
    return insertLines(text, endOfContent(text, list), writeItem(item, indentationAt(text, startOf(list))));
  const end = endOf(list) - 1;
  return `${text.slice(0, end)}, ${JSON.stringify(item)}${text.slice(end)}`;
}

function remove(text: string, document: Document, path: Path): string | undefined {
  const { isMap, isNode, isSeq } = yaml();
  const above = path.slice(0, -1);
  const parent = above.length === 0 ? document.contents : document.getIn(above, true);
  if (isSeq(parent)) return removeItem(text, document, parent, path);
  const pair = isMap(parent) ? pairOf(parent, path.at(-1)) : undefined;
  if (!isMap(parent) || pair === undefined || parent.flow || parent.items.length === 1) return undefined;
  const start = text.lastIndexOf('\n', startOf(pair.key)) + 1;
  if (text.slice(start, startOf(pair.key)).trim() !== '') return undefined;
  const end = isNode(pair.value) ? endOfContent(text, pair.value) : endOf(pair.key);
  return text.slice(0, start) + text.slice(endOfLine(text, end) + 1);
}

function removeItem(text: string, document: Document, items: YAMLSeq, path: Path): string | undefined {
  const index = Number(path.at(-1));
  const item = items.items[index];
  if (items.flow) return set(text, document, path.slice(0, -1), (items.toJSON() as unknown[]).toSpliced(index, 1));
  if (!yaml().isNode(item) || items.items.length === 1) return undefined;
  const start = text.lastIndexOf('\n', startOf(item)) + 1;
  if (!/^ *- +$/.test(text.slice(start, startOf(item)))) return undefined;
  return text.slice(0, start) + text.slice(endOfLine(text, endOfContent(text, item)) + 1);
}

function pairOf(map: YAMLMap, name: unknown): Pair<Node, Node | null> | undefined {
  return (map.items as Pair<Node, Node | null>[]).find(({ key }) => yaml().isScalar(key) && key.value === name);
}

function insertLines(text: string, after: number, lines: readonly string[]): string {
  const end = endOfLine(text, after);
  return `${text.slice(0, end)}\n${lines.join('\n')}${text.slice(end)}`;
}

/** Where the last thing in a node ends: before comments and empty lines that follow it. */
function endOfContent(text: string, node: Node): number {
  const { isCollection, isNode } = yaml();
  if (isCollection(node) && !node.flow && node.items.length > 0) {
    const last = (node as YAMLMap | YAMLSeq).items.at(-1);
    const inner = isNode(last) ? last : ((last as Pair<Node, Node | null>).value ?? (last as Pair<Node>).key);
    return endOfContent(text, inner);
  }
  return text.slice(0, endOf(node)).trimEnd().length;
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}

function indentationAt(text: string, offset: number): string {
  return ' '.repeat(offset - text.lastIndexOf('\n', offset - 1) - 1);
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

function endOf(node: Node): number {
  return node.range?.[1] ?? 0;
}
