import type { Oid } from '../domain/records.ts';
import { MergelineError } from '../errors.ts';
import type { Snapshot } from '../ports/repository.ts';

const nobody = { name: '', email: '' };
const none = '0'.repeat(40) as Oid;

async function* nothing(): AsyncGenerator<never> {}

/** A branch that does not exist yet: nothing in it, before every commit. */
export const emptySnapshot: Snapshot = {
  commit: {
    oid: none,
    tree: none,
    parents: [],
    author: nobody,
    committer: nobody,
    at: '1970-01-01T00:00:00Z',
    message: '',
  },
  find: async () => undefined,
  read: async () => undefined,
  list: async () => [],
  walk: nothing,
  readMany([oid]) {
    if (oid !== undefined) throw new MergelineError('NOT_FOUND', `There is no object ${oid} in an empty branch.`);
    return nothing();
  },
};
