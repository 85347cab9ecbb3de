import { decode } from '../../registry-schema/codec.ts';
import { parsePath } from '../../registry-schema/layout.ts';
import type { Model, Oid } from '../domain/records.ts';
import type { Change, Snapshot } from '../ports/repository.ts';
import { orFault } from '../reading/or-fault.ts';
import { type FieldChange, fieldChanges } from './field-changes.ts';

/** What changes of files change in a model; none where no `model.yaml` is changed, or one cannot be read. */
export async function readFieldChanges(
  changes: readonly Change[],
  snapshot: Pick<Snapshot, 'readMany'>,
): Promise<readonly FieldChange[]> {
  const found: FieldChange[] = [];
  for (const { path, before, after } of changes) {
    if (parsePath(path)?.kind !== 'Model' || before === undefined || after === undefined) continue;
    const [was, is] = await orFault([], () => modelsOf([before, after], path, snapshot)).then((it) => it ?? []);
    if (was !== undefined && is !== undefined) found.push(...fieldChanges(was, is));
  }
  return found;
}

async function modelsOf(oids: readonly Oid[], file: string, snapshot: Pick<Snapshot, 'readMany'>): Promise<Model[]> {
  const models: Model[] = [];
  for await (const { bytes } of snapshot.readMany(oids)) models.push(decode('Model', bytes, { file }));
  return models;
}
