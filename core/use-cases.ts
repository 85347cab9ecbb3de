import type { RegistryContext } from './context.ts';
import type { Instant } from './domain/manifest.ts';
import type { Surroundings } from './ports/surroundings.ts';
import type { Registry } from './registry.ts';

/** The registry's API over one repository: each method is one use case, loaded when it is first asked for. */
export function registryOf(
  context: RegistryContext & {
    readonly address: string;
    readonly fetchedAt?: Instant;
    readonly catchUp?: string;
    readonly remote?: string;
    readonly examineSurroundings: () => Promise<Surroundings>;
    readonly close: () => Promise<void>;
  },
): Registry {
  return {
    address: context.address,
    ...(context.fetchedAt && { fetchedAt: context.fetchedAt }),
    ...(context.catchUp && { catchUp: context.catchUp }),
    writes: {
      branch: context.branch,
      ...(context.remote && { remote: context.remote }),
      checkedOut: context.workTree !== undefined,
    },
    models: {
      register: async (request) => (await import('./register-version.ts')).registerVersion(request, context),
      create: async (request) => (await import('./create-model.ts')).createModel(request, context),
      edit: async (request) => (await import('./edit-model.ts')).editModel(request, context),
      card: async (model, options = {}) => (await import('./show-card.ts')).showCard(model, options, context),
      writeCard: async (request) => (await import('./write-card.ts')).writeCard(request, context),
      list: async (options = {}) => (await import('./list-models.ts')).listModels(options, context),
      versions: async (model, options = {}) =>
        (await import('./list-models.ts')).listVersionsOf(model, options, context),
      show: async (ref, options = {}) => (await import('./show-version.ts')).showVersion(ref, options, context),
      compare: async (refs, options = {}) =>
        (await import('./compare-versions.ts')).compareVersions(refs, options, context),
      search: async (query, options = {}) =>
        (await import('./search-versions.ts')).searchVersions(query, options, context),
      history: async (subject, options = {}) =>
        (await import('./read-history.ts')).readHistory(subject, options, context),
      deprecate: async (ref, options) =>
        (await import('./change-status.ts')).deprecateVersion({ ref, ...options }, context),
      yank: async (ref, options) => (await import('./change-status.ts')).yankVersion({ ref, ...options }, context),
      erase: async (ref, options) => (await import('./erase-version.ts')).eraseVersion(ref, options, context),
      pull: async (ref, options = {}) => (await import('./pull-version.ts')).pullVersion(ref, options, context),
    },
    stages: {
      promote: async (request) => (await import('./promote-version.ts')).promoteVersion(request, context),
      rollback: async (request) => (await import('./rollback-stage.ts')).rollbackStage(request, context),
      withdraw: async (request) => (await import('./withdraw-stage.ts')).withdrawStage(request, context),
      hold: async (request) => (await import('./hold-stage.ts')).holdStage(request, context),
      unhold: async (request) => (await import('./hold-stage.ts')).unholdStage(request, context),
      publish: async (targets = [], options = {}) =>
        (await import('./publish-stages.ts')).publishStages(targets, options, context),
    },
    proposals: {
      list: async ({ state = 'open', at } = {}) =>
        (await import('./list-proposals.ts')).listProposals(state, await worldAt(at, context)),
      show: async (id, { at } = {}) =>
        (await import('./show-proposal.ts')).showProposal(id, await worldAt(at, context)),
      approve: async (id, options = {}) =>
        (await import('./review-proposal.ts')).reviewProposal(id, { verdict: 'approve', ...options }, context),
      reject: async (id, options = {}) =>
        (await import('./review-proposal.ts')).reviewProposal(id, { verdict: 'reject', ...options }, context),
      refresh: async (id, options = {}) =>
        (await import('./refresh-proposal.ts')).refreshProposal(id, options, context),
      merge: async (id, options = {}) =>
        options.dryRun
          ? (await import('./proposals/foresee-merge.ts')).foreseeMerge(id, options, context)
          : (await import('./merge-proposal.ts')).mergeProposal(id, options, context),
      close: async (id, options = {}) => (await import('./review-proposal.ts')).closeProposal(id, options, context),
    },
    evidence: {
      evaluate: async (request) => (await import('./evaluate-version.ts')).evaluateVersion(request, context),
      predict: async (ref, rows, options = {}) =>
        (await import('./predict-rows.ts')).predictRows(ref, rows, options, context),
      audit: async (subject, options = {}) =>
        (await import('./audit-registry.ts')).auditRegistry(subject, options, context),
      show: async (subject, options = {}) =>
        (await import('./show-evidence.ts')).showEvidence(subject, options, context),
    },
    bases: {
      build: async (request = {}) => (await import('./build-base.ts')).buildBase(request, context),
      join: async (request) => (await import('./join-bases.ts')).joinBases(request, context),
    },
    health: {
      validate: async (options = {}) => (await import('./validate-registry.ts')).validateRegistry(options, context),
      collectGarbage: async (options = {}) => (await import('./collect-garbage.ts')).collectGarbage(options, context),
      doctor: async () => (await import('./examine-registry.ts')).examineRegistry(context),
    },
    close: () => context.close(),
  };
}

async function worldAt(at: string | undefined, context: RegistryContext): Promise<RegistryContext> {
  return at === undefined ? context : (await import('./reading/context-at.ts')).contextAt(context, at);
}
