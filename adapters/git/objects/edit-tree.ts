import type { Oid } from '../../../core/domain/records.ts';
import { MergelineError } from '../../../core/errors.ts';
import type { Edit } from '../../../core/ports/repository.ts';
import { type NamedObject, named } from './git-object.ts';
import type { ObjectGraph } from './object-graph.ts';
import { fromRaw, joinRaw, type RawPath, toRaw } from './raw-path.ts';
import { faultOfPath } from './safe-path.ts';
import { encodeTree, fileMode, folderMode, kindOf, type TreeEntry } from './tree-codec.ts';

/** A tree and the objects that have to be written for it. */
export interface EditedTree {
  readonly tree: Oid;
  readonly objects: readonly NamedObject[];
}

interface Node {
  write?: Uint8Array;
  remove?: true;
  readonly children: Map<RawPath, Node>;
}

/**
 * Applies the edits along the changed paths only; of two edits of one path the last counts. Removing what is no file changes nothing.
 * @throws MergelineError `NAME_INVALID` for a path that no work tree may hold, `ALREADY_EXISTS` when a file would stand where a
 * folder is, the other way round, or beside a name that differs only in case.
 */
export async function editTree(graph: ObjectGraph, base: Oid | undefined, edits: readonly Edit[]): Promise<EditedTree> {
  const objects: NamedObject[] = [];
  const tree = await editFolder({ graph, objects }, base, '', planOf(edits));
  if (tree !== undefined) return { tree, objects };
  const empty = named('tree', Buffer.alloc(0));
  return { tree: empty.oid, objects: [...objects, empty] };
}

function planOf(edits: readonly Edit[]): Node {
  const root: Node = { children: new Map() };
  for (const edit of edits) {
    const fault = faultOfPath(edit.path);
    if (fault) throw new MergelineError('NAME_INVALID', `${JSON.stringify(edit.path)} cannot be written: ${fault}.`);
    let node = root;
    for (const name of toRaw(edit.path).split('/')) {
      const child: Node = node.children.get(name) ?? { children: new Map() };
      node.children.set(name, child);
      node = child;
    }
    delete node.write;
    delete node.remove;
    Object.assign(node, 'bytes' in edit ? { write: edit.bytes } : { remove: true });
  }
  return root;
}

interface Work {
  readonly graph: ObjectGraph;
  readonly objects: NamedObject[];
}

/** The folder's new name, undefined when nothing is left in it. */
async function editFolder(work: Work, before: Oid | undefined, path: RawPath, plan: Node): Promise<Oid | undefined> {
  const entries = new Map<RawPath, TreeEntry>();
  for (const entry of before === undefined ? [] : await work.graph.tree(before)) entries.set(entry.name, entry);
  const added: RawPath[] = [];
  for (const [name, node] of plan.children) {
    const old = entries.get(name);
    const entry = await editEntry(work, old, joinRaw(path, name), { name, node });
    if (entry === undefined) entries.delete(name);
    else entries.set(name, entry);
    if (entry !== undefined && old === undefined) added.push(name);
  }
  refuseCaseTwins(entries.keys(), added, path);
  if (entries.size === 0) return undefined;
  return keep(work, named('tree', encodeTree([...entries.values()])), before);
}

async function editEntry(
  work: Work,
  old: TreeEntry | undefined,
  path: RawPath,
  { name, node }: { name: RawPath; node: Node },
): Promise<TreeEntry | undefined> {
  let entry = node.remove && old?.mode !== folderMode ? undefined : old;
  if (node.children.size > 0 && (entry === undefined || entry.mode === folderMode)) {
    const oid = await editFolder(work, entry?.oid, path, node);
    entry = oid === undefined ? undefined : { mode: folderMode, name, oid };
  } else if (entry !== undefined && writesBelow(node)) {
    throw clash(`${fromRaw(path)} is a file, so nothing can be put below it.`);
  }
  if (node.write === undefined) return entry;
  if (entry?.mode === folderMode) throw clash(`${fromRaw(path)} is a folder, so no file can take its place.`);
  const mode = entry !== undefined && kindOf(entry.mode) === 'file' ? entry.mode : fileMode;
  return { mode, name, oid: keep(work, named('blob', Buffer.from(node.write)), entry?.oid) };
}

function keep({ objects }: Work, object: NamedObject, before: Oid | undefined): Oid {
  if (object.oid !== before) objects.push(object);
  return object.oid;
}

function writesBelow({ children }: Node): boolean {
  return [...children.values()].some((child) => child.write !== undefined || writesBelow(child));
}

/** File systems of macOS and Windows hold only one of two names that differ in case or in Unicode form. */
function refuseCaseTwins(names: Iterable<RawPath>, added: readonly RawPath[], folder: RawPath): void {
  if (added.length === 0) return;
  const folded = new Map<string, RawPath>();
  for (const name of names) {
    const key = fold(name);
    const twin = folded.get(key);
    folded.set(key, name);
    if (twin === undefined || !(added.includes(name) || added.includes(twin))) continue;
    const [one, other] = [twin, name].map((it) => fromRaw(joinRaw(folder, it)));
    throw clash(`${one} and ${other} differ only in case, so some computers cannot hold both.`);
  }
}

function fold(name: RawPath): string {
  return fromRaw(name).normalize('NFC').toLowerCase();
}

function clash(message: string): MergelineError {
  return new MergelineError('ALREADY_EXISTS', message, { hint: 'Choose another name.' });
}
