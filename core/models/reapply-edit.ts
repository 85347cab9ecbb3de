import { isDeepStrictEqual } from 'node:util';
import { decode } from '../../registry-schema/codec.ts';
import { editDocument } from '../../registry-schema/edit.ts';
import { modelPath, parsePath } from '../../registry-schema/layout.ts';
import type { Model } from '../domain/records.ts';
import { MergelineError } from '../errors.ts';
import type { Change, Edit, Snapshot } from '../ports/repository.ts';
import { documentEdits } from './edit-fields.ts';
import type { FieldChange } from './field-changes.ts';
import { readFieldChanges } from './read-field-changes.ts';

/**
 * The fields that a proposal changes in a `model.yaml`, changed in the file as it stands now. Undefined where that is the
 * file that the proposal was made from, or the proposal changes something else.
 * @throws MergelineError `CONFLICT` where others changed the same field, or made the same change.
 */
export async function reapplyEdit(changes: readonly Change[], base: Snapshot): Promise<Edit | undefined> {
  const [change] = changes;
  if (change === undefined || changes.length > 1 || parsePath(change.path)?.kind !== 'Model') return undefined;
  const file = await base.read(change.path);
  if (file === undefined || change.before === undefined || file.oid === change.before) return undefined;
  const present = decode('Model', file.bytes, { file: file.path });
  const fields = await readFieldChanges(changes, base);
  if (fields.length === 0) return undefined;
  const wanted = fields.reduce(applied, present);
  const edits = documentEdits(present, wanted);
  if (edits.length === 0) throw conflict(`${file.path} says what the proposal asks for already.`);
  return { path: file.path, bytes: editDocument('Model', file.bytes, edits, { file: file.path }) };
}

function applied(model: Model, { field, before, after }: FieldChange): Model {
  const present = model[field] ?? null;
  if (isDeepStrictEqual(present, after)) return model;
  if (!isDeepStrictEqual(present, before))
    throw conflict(`Others changed ${field} in ${modelPath(model.name)} meanwhile.`);
  const { [field]: _, ...rest } = model;
  return { ...rest, ...(after !== null && { [field]: after }) } as Model;
}

function conflict(message: string): MergelineError {
  return new MergelineError('CONFLICT', message, {
    hint: 'Close the proposal with: mergeline proposal close. Then edit the model as it is now.',
  });
}
