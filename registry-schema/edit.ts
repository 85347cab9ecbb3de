import { isDeepStrictEqual } from 'node:util';
import type { Document } from 'yaml';
import { decode, type Kind } from './codec.ts';
import { yaml } from './late-packages.ts';
import { type DocumentEdit, splice } from './splice.ts';

/**
 * Changes fields of `registry.yaml` or `model.yaml` and nothing else in it: comments, order and style of the rest stay,
 * so that a reviewer sees just the change.
 * @param kind a kind that people write.
 * @throws MergelineError `FILE_INVALID` when the file does not hold, before or after.
 */
export function editDocument(
  kind: Kind & ('Registry' | 'Model'),
  bytes: Uint8Array,
  edits: readonly DocumentEdit[],
  { file }: { readonly file: string },
): Uint8Array {
  decode(kind, bytes, { file });
  const edited = new TextEncoder().encode(edits.reduce(apply, new TextDecoder().decode(bytes)));
  decode(kind, edited, { file });
  return edited;
}

/** A splice that does not come to what was asked for is not taken: the document is printed anew then, comments kept. */
function apply(text: string, edit: DocumentEdit): string {
  const document = yaml().parseDocument(text);
  const spliced = splice(text, document, edit);
  change(document, edit);
  if (spliced !== undefined) {
    const again = yaml().parseDocument(spliced);
    if (again.errors.length === 0 && isDeepStrictEqual(again.toJS(), document.toJS())) return spliced;
  }
  return document.toString({ lineWidth: 0 });
}

function change(document: Document, edit: DocumentEdit): void {
  if ('set' in edit) document.setIn(edit.path, document.createNode(edit.set));
  else if ('remove' in edit) document.deleteIn(edit.path);
  else if (document.hasIn(edit.path)) document.addIn(edit.path, document.createNode(edit.append));
  else document.setIn(edit.path, document.createNode([edit.append]));
}
