import type { Registry } from '../../core/registry.ts';
import { sampleEvidence } from '../support/sample-evidence.ts';
import * as answers from './answers.ts';
import { digest, iris, second } from './answers.ts';

/** One request that the command line made of the product. */
export type Call = readonly [method: string, ...parameters: readonly unknown[]];

/** Answers every request with its part of one story and remembers what was asked. */
export interface FakeRegistry extends Registry {
  readonly calls: readonly Call[];
  readonly closed: boolean;
}

type Group = { readonly [method: string]: (...parameters: never[]) => Promise<unknown> };
export type Replies = {
  readonly [G in 'models' | 'stages' | 'proposals' | 'evidence' | 'bases' | 'health']?: Partial<Registry[G]>;
};

/** @param replies what some methods do instead, such as throwing. */
export function fakeRegistry(replies: Replies = {}): FakeRegistry {
  const calls: Call[] = [];
  let closed = false;
  const recorded = <G extends object>(name: string, group: G): G =>
    Object.fromEntries(
      Object.entries(group as Group).map(([method, reply]) => [
        method,
        async (...parameters: never[]) => {
          calls.push([`${name}.${method}`, ...parameters]);
          return reply(...parameters);
        },
      ]),
    ) as G;
  return {
    address: '/registry',
    writes: { branch: 'main', checkedOut: true },
    calls,
    get closed() {
      return closed;
    },
    models: recorded('models', { ...models, ...replies.models }),
    stages: recorded('stages', { ...stages, ...replies.stages }),
    proposals: recorded('proposals', { ...proposals, ...replies.proposals }),
    evidence: recorded('evidence', { ...evidence, ...replies.evidence }),
    bases: recorded('bases', { ...bases, ...replies.bases }),
    health: recorded('health', { ...health, ...replies.health }),
    async close() {
      closed = true;
    },
  };
}

const models: Registry['models'] = {
  register: async () => answers.register,
  create: async () => answers.createdModel,
  edit: async () => answers.editedModel,
  card: async () => answers.card,
  writeCard: async () => answers.writtenCard,
  list: async () => answers.list,
  versions: async () => answers.versions,
  show: async () => answers.show,
  search: async () => answers.search,
  compare: async () => answers.comparison,
  history: async () => answers.history,
  deprecate: async () => ({ ...answers.status, status: 'deprecated' }),
  yank: async () => answers.status,
  erase: async () => answers.erase,
  pull: async () => ({
    model: iris,
    version: second,
    manifestDigest: digest,
    registryCommit: answers.commit,
    files: [
      {
        path: 'source/model.pkl',
        digest: 'sha256:277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9',
        size: 5,
        async *open() {
          yield Buffer.from('bytes');
        },
      },
    ],
    warnings: [],
  }),
};

const stages: Registry['stages'] = {
  promote: async () => answers.promote,
  rollback: async () => answers.promote,
  withdraw: async () => ({ ...answers.promote, version: null }),
  hold: async () => answers.hold,
  unhold: async () => ({ ...answers.hold, held: false, until: null }),
  publish: async () => ({ published: [answers.published] }),
};

const proposals: Registry['proposals'] = {
  list: async () => ({ proposals: [{ ...answers.summary, stale: false, standing: null }], faults: [] }),
  show: async () => answers.proposal,
  approve: async () => ({ ...answers.proposal, counts: true }),
  reject: async () => ({ ...answers.proposal, counts: true }),
  refresh: async () => ({ ...answers.proposal, changed: false }),
  merge: async () => answers.merge,
  close: async () => ({
    ...answers.proposal,
    proposal: { ...answers.proposal.proposal, state: 'closed' },
    changed: true,
  }),
};

const evidence: Registry['evidence'] = {
  evaluate: async () => answers.evaluate,
  predict: async () => answers.predict,
  audit: async () => answers.audit,
  show: async () => sampleEvidence(),
};

const bases: Registry['bases'] = {
  build: async () => answers.builtBase,
  join: async () => answers.joinedBase,
};

const health: Registry['health'] = {
  validate: async () => answers.validate,
  doctor: async () => answers.doctor,
  collectGarbage: async () => answers.garbage,
};
