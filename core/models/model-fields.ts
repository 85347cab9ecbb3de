import { requireActorName } from '../domain/actor-name.ts';
import { checkForCredentials } from '../domain/credential.ts';
import type { Model } from '../domain/records.ts';

/** What people say of a model: the fields of `model.yaml` beside its name. */
export type ModelFields = Partial<Omit<Model, 'name'>>;

/** Every field, as `model.yaml` orders them. */
export const modelFields = [
  'description',
  'owners',
  'riskTier',
  'task',
  'intendedUse',
  'limits',
  'nextReview',
  'tags',
  'links',
  'externalName',
] as const satisfies readonly (keyof ModelFields)[];

export type ModelField = (typeof modelFields)[number];

/** The fields of a record that holds others too. */
export function fieldsIn(record: ModelFields): ModelFields {
  return Object.fromEntries(
    modelFields.flatMap((field) => (record[field] === undefined ? [] : [[field, record[field]]])),
  );
}

/** @throws MergelineError `CREDENTIAL_FOUND` for a secret, `INPUT_INVALID` for an owner who could pass for another. */
export function checkModelFields(fields: ModelFields): void {
  checkForCredentials(fields);
  for (const owner of fields.owners ?? []) requireActorName(owner, 'Write the name of an owner in one script.');
}
