import { modelPath } from '../../registry-schema/layout.ts';
import type { Model } from '../domain/records.ts';
import { type Fault, MergelineError } from '../errors.ts';
import type { Snapshot } from '../ports/repository.ts';
import { orFault } from '../reading/or-fault.ts';
import { findModel, listModels } from '../reading/read-registry.ts';

/**
 * External names that clients could mean another model by: one that has it too, or is called so.
 * @param examined the models that are looked at; the others of the registry are only read where one of these has such a name.
 */
export async function findSharedNames(examined: readonly Model[], snapshot: Snapshot): Promise<readonly Fault[]> {
  const named = examined.filter(({ externalName }) => externalName !== undefined);
  if (named.length === 0) return [];
  const models = await everyModel(examined, snapshot);
  const namesakes = Map.groupBy(
    models.flatMap(({ name, externalName }) => [
      { name, called: name as string },
      { name, called: externalName },
    ]),
    ({ called }) => called,
  );
  return named.flatMap(({ name, externalName }) => {
    const other = namesakes.get(externalName)?.find((it) => it.name !== name);
    if (other === undefined) return [];
    const message = `is ${JSON.stringify(externalName)}, a name of the model ${other.name} already; clients could not tell the two apart`;
    return [{ file: modelPath(name), path: 'externalName', message }];
  });
}

/** @throws MergelineError `INPUT_INVALID` for an external name by which clients could mean another model. */
export async function requireUnsharedName(model: Model, snapshot: Snapshot): Promise<void> {
  const [fault] = await findSharedNames([model], snapshot);
  if (fault === undefined) return;
  throw new MergelineError('INPUT_INVALID', `The external name ${fault.message}.`, {
    hint: 'Choose another with --external-name.',
  });
}

/** All models of the registry that can be read; what is wrong with the others is told elsewhere. */
async function everyModel(examined: readonly Model[], snapshot: Snapshot): Promise<readonly Model[]> {
  const known = new Map(examined.map((model) => [model.name, model]));
  const models: Model[] = [];
  for (const name of await listModels(snapshot)) {
    const model = known.get(name) ?? (await orFault([], () => findModel(snapshot, name)));
    if (model !== undefined) models.push(model);
  }
  return models;
}
