import { isDeepStrictEqual } from 'node:util';
import type { DocumentEdit } from '../../registry-schema/splice.ts';
import type { Model } from '../domain/records.ts';
import { MergelineError } from '../errors.ts';
import { fieldsIn, type ModelField, type ModelFields, modelFields } from './model-fields.ts';

/** What is to be different in a model. Owners, tags and links that are named come in beside those that are there. */
export interface FieldEdits extends ModelFields {
  readonly removeOwners?: readonly string[];
  /** Names of tags. */
  readonly untag?: readonly string[];
  /** Titles or addresses of links. */
  readonly unlink?: readonly string[];
  /** Fields to be left out. */
  readonly unset?: readonly string[];
}

/**
 * The model as it is to be.
 * @throws MergelineError `INPUT_INVALID` for what cannot be taken away because it is not there, or no field.
 */
export function editedModel(model: Model, edits: FieldEdits): Model {
  const { removeOwners = [], untag = [], unlink = [], unset = [] } = edits;
  const { owners = [], tags = {}, links = [], ...fields } = fieldsIn(edits);
  requirePresent(removeOwners, model.owners, `owner of ${model.name}`);
  requirePresent(untag, Object.keys(model.tags), `tag of ${model.name}`);
  requirePresent(
    unlink,
    model.links.flatMap(({ title, url }) => [title, url]),
    `link of ${model.name}`,
  );
  requirePresent(unset, modelFields, 'field that can be left out');
  const titles = new Set(links.map(({ title }) => title));
  const kept = model.links.filter(({ title, url }) => !unlink.includes(title) && !unlink.includes(url));
  const edited: Model = {
    ...model,
    ...fields,
    owners: [...new Set([...model.owners.filter((owner) => !removeOwners.includes(owner)), ...owners])],
    tags: { ...Object.fromEntries(Object.entries(model.tags).filter(([name]) => !untag.includes(name))), ...tags },
    links: [
      ...kept.map((link) => links.find(({ title }) => title === link.title) ?? link),
      ...links.filter(({ title }) => !kept.some((link) => link.title === title)),
    ],
  };
  return titles.size === links.length ? without(edited, unset as readonly ModelField[]) : refuseTwice(links);
}

function without(model: Model, unset: readonly ModelField[]): Model {
  const left = Object.entries(model).filter(([field]) => !unset.includes(field as ModelField));
  return { owners: [], tags: {}, links: [], ...(Object.fromEntries(left) as Pick<Model, 'name'>) };
}

function requirePresent(wanted: readonly string[], present: readonly string[], noun: string): void {
  const missing = wanted.find((it) => !present.includes(it));
  if (missing === undefined) return;
  throw new MergelineError('INPUT_INVALID', `${JSON.stringify(missing)} is no ${noun}.`, {
    hint: present.length === 0 ? 'There is none.' : `There is ${present.join(', ')}.`,
  });
}

function refuseTwice(links: Model['links']): never {
  const titles = links.map(({ title }) => title);
  const twice = titles.find((title, index) => titles.indexOf(title) !== index);
  throw new MergelineError('INPUT_INVALID', `Two links have the title ${JSON.stringify(twice)}.`, {
    hint: 'Give each link a title of its own.',
  });
}

/** The edits of the file that turn one model into the other, each as small as it can be, so that comments stay. */
export function documentEdits(before: Model, after: Model): readonly DocumentEdit[] {
  return modelFields.flatMap((field): readonly DocumentEdit[] => {
    const [was, is] = [before[field], after[field]];
    if (isDeepStrictEqual(was, is)) return [];
    if (is === undefined) return [{ path: [field], remove: true }];
    if (field === 'tags') return tagEdits(before.tags, after.tags);
    if (Array.isArray(was) && Array.isArray(is)) return listEdits(field, was, is);
    return [{ path: [field], set: is }];
  });
}

function tagEdits(before: Model['tags'], after: Model['tags']): readonly DocumentEdit[] {
  const names = Object.keys(after);
  if (names.length === 0) return [{ path: ['tags'], remove: true }];
  return [
    ...names.filter((name) => before[name] !== after[name]).map((name) => ({ path: ['tags', name], set: after[name] })),
    ...Object.keys(before)
      .filter((name) => !Object.hasOwn(after, name))
      .map((name) => ({ path: ['tags', name], remove: true as const })),
  ];
}

function listEdits(field: ModelField, before: readonly unknown[], after: readonly unknown[]): readonly DocumentEdit[] {
  if (after.length === 0) return [{ path: [field], remove: true }];
  const stays = (item: unknown) => after.some((other) => isDeepStrictEqual(item, other));
  const kept = before.filter(stays);
  if (kept.length === 0 || !isDeepStrictEqual(after.slice(0, kept.length), kept))
    return [{ path: [field], set: after }];
  const gone = before.flatMap((item, index) => (stays(item) ? [] : [index])).reverse();
  return [
    ...gone.map((index) => ({ path: [field, index], remove: true as const })),
    ...after.slice(kept.length).map((item) => ({ path: [field], append: item })),
  ];
}
