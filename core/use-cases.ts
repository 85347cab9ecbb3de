import { deprecateVersion, yankVersion } from './change-status.ts';
import type { RegistryContext } from './context.ts';
import { evaluateVersion } from './evaluate-version.ts';
import { examineRegistry } from './examine-registry.ts';
import { holdStage, unholdStage } from './hold-stage.ts';
import { listModels, listVersionsOf } from './list-models.ts';
import { mergeProposal } from './merge-proposal.ts';
import { predictRows } from './predict-rows.ts';
import { promoteVersion } from './promote-version.ts';
import { publishStages } from './publish-stages.ts';
import { pullVersion } from './pull-version.ts';
import { readHistory } from './read-history.ts';
import { refreshProposal } from './refresh-proposal.ts';
import { registerVersion } from './register-version.ts';
import type { Registry } from './registry.ts';
import { closeProposal, reviewProposal } from './review-proposal.ts';
import { rollbackStage } from './rollback-stage.ts';
import { listProposals, showProposal } from './show-proposal.ts';
import { showVersion } from './show-version.ts';
import { validateRegistry } from './validate-registry.ts';
import { withdrawStage } from './withdraw-stage.ts';

/** The registry's API over one repository: each method is one use case with this context. */
export function registryOf(
  context: RegistryContext & {
    readonly address: string;
    readonly hasRemote: boolean;
    readonly close: () => Promise<void>;
  },
): Registry {
  return {
    address: context.address,
    models: {
      register: (request) => registerVersion(request, context),
      list: (options = {}) => listModels(options, context),
      versions: (model, options = {}) => listVersionsOf(model, options, context),
      show: (ref, options = {}) => showVersion(ref, options, context),
      history: (subject, options = {}) => readHistory(subject, options, context),
      deprecate: (ref, options) => deprecateVersion({ ref, ...options }, context),
      yank: (ref, options) => yankVersion({ ref, ...options }, context),
      pull: (ref, options = {}) => pullVersion(ref, options, context),
    },
    stages: {
      promote: (request) => promoteVersion(request, context),
      rollback: (request) => rollbackStage(request, context),
      withdraw: (request) => withdrawStage(request, context),
      hold: (request) => holdStage(request, context),
      unhold: (request) => unholdStage(request, context),
      publish: (targets = []) => publishStages(targets, context),
    },
    proposals: {
      list: ({ state = 'open' } = {}) => listProposals(state, context),
      show: (id) => showProposal(id, context),
      approve: (id, options = {}) => reviewProposal(id, { verdict: 'approve', ...options }, context),
      reject: (id, options = {}) => reviewProposal(id, { verdict: 'reject', ...options }, context),
      refresh: (id) => refreshProposal(id, context),
      merge: (id, options = {}) => mergeProposal(id, options, context),
      close: (id, { reason = '' } = {}) => closeProposal(id, reason, context),
    },
    evidence: {
      evaluate: (request) => evaluateVersion(request, context),
      predict: (ref, rows, options = {}) => predictRows(ref, rows, options, context),
    },
    health: {
      validate: (options = {}) => validateRegistry(options, context),
      doctor: () => examineRegistry(context),
    },
    close: () => context.close(),
  };
}
