import type { Registry } from '../../core/registry.ts';
import { sampleEvidence } from '../support/sample-evidence.ts';
import * as evidenceAnswers from './story/evidence-answers.ts';
import * as modelAnswers from './story/model-answers.ts';
import * as story from './story/names.ts';
import { digest, iris, second } from './story/names.ts';
import * as proposalAnswers from './story/proposal-answers.ts';

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
  register: async () => modelAnswers.register,
  create: async () => modelAnswers.createdModel,
  edit: async () => modelAnswers.editedModel,
  card: async () => modelAnswers.card,
  writeCard: async () => modelAnswers.writtenCard,
  list: async () => modelAnswers.list,
  versions: async () => modelAnswers.versions,
  show: async () => modelAnswers.show,
  search: async () => modelAnswers.search,
  compare: async () => modelAnswers.comparison,
  history: async () => modelAnswers.history,
  deprecate: async () => ({ ...modelAnswers.status, status: 'deprecated' }),
  yank: async () => modelAnswers.status,
  erase: async () => proposalAnswers.erase,
  pull: async () => ({
    model: iris,
    version: second,
    manifestDigest: digest,
    registryCommit: story.commit,
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
  promote: async () => proposalAnswers.promote,
  rollback: async () => proposalAnswers.promote,
  withdraw: async () => ({ ...proposalAnswers.promote, version: null }),
  hold: async () => proposalAnswers.hold,
  unhold: async () => ({ ...proposalAnswers.hold, held: false, until: null }),
  publish: async () => ({ published: [proposalAnswers.published] }),
};

const proposals: Registry['proposals'] = {
  list: async () => ({ proposals: [{ ...proposalAnswers.summary, stale: false, standing: null }], faults: [] }),
  show: async () => proposalAnswers.proposal,
  approve: async () => ({ ...proposalAnswers.proposal, counts: true }),
  reject: async () => ({ ...proposalAnswers.proposal, counts: true }),
  refresh: async () => ({ ...proposalAnswers.proposal, changed: false }),
  merge: async () => proposalAnswers.merge,
  close: async () => ({
    ...proposalAnswers.proposal,
    proposal: { ...proposalAnswers.proposal.proposal, state: 'closed' },
    changed: true,
  }),
};

const evidence: Registry['evidence'] = {
  evaluate: async () => evidenceAnswers.evaluate,
  predict: async () => evidenceAnswers.predict,
  audit: async () => evidenceAnswers.audit,
  show: async () => sampleEvidence(),
};

const bases: Registry['bases'] = {
  build: async () => proposalAnswers.builtBase,
  join: async () => proposalAnswers.joinedBase,
};

const health: Registry['health'] = {
  validate: async () => evidenceAnswers.validate,
  doctor: async () => evidenceAnswers.doctor,
  collectGarbage: async () => proposalAnswers.garbage,
};
