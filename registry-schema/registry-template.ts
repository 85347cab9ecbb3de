import type { StorePolicy } from '../core/domain/policy.ts';
import { schemaLine } from './documents/document.ts';

export interface RegistryTemplate {
  /** What people call the registry. */
  readonly name?: string;
  /** Who owns every model until somebody writes otherwise: whoever runs `init`. */
  readonly owner: string;
  readonly store: StorePolicy;
}

/** The first `registry.yaml` of a registry: every default written out, and said why, for people to change. */
export function registryTemplate({ name, owner, store }: RegistryTemplate): string {
  return `${schemaLine('Registry')}
# The policy of this registry. What judges a proposal is read from the registry branch, never from the proposal.
# Check it with: mergeline validate
apiVersion: mergeline.dev/v1
kind: Registry
${name === undefined ? '' : `name: ${JSON.stringify(name)}\n`}
# The places that a version can hold, in the order of promotion.
# review: none takes a promotion as a direct commit; review: proposal asks people first. Gates judge in either case.
# Every kind of gate is explained by: mergeline schema registry
stages:
  - name: development
    aliases: [dev]
    review: none

  - name: testing
    aliases: [test]
    review: none

  - name: staging
    aliases: [stage]
    review: proposal
    gates:
      - gate: servable # it was converted, or is served as it is
      - gate: signature # whoever calls the version that holds the stage can call this one
      - gate: scan # its file names nothing but known harmless code
      - gate: parity # it answers as its own framework does

  - name: production
    aliases: [prod]
    review: proposal
    gates:
      - gate: servable
      - gate: signature
      - gate: scan
      - gate: parity
      - gate: came-through
        stage: staging
      - gate: approvals
        count: 1
        # Nobody who asked, opened, pushed or registered can give the approval.
        # Are you alone? Then this is the line to change: take the # away, and you may approve your own proposals.
        # exclude: []
      # Refuses a version that does worse than the one it replaces. To enable it, name a data set below.
      # - gate: no-regression
      #   dataset: test-set
      #   metrics: [accuracy, f1]
      #   tolerance: 0.01

# Data that versions are evaluated on, pinned by digest (sha256sum <file> tells it). Its path is below this folder.
# datasets:
#   - name: test-set
#     digest: "sha256:0000000000000000000000000000000000000000000000000000000000000000"
#     task: classification
#     target: label
#     path: data/test-set.csv

# Groups of people, for gates: by: ["role:release-managers"]
# roles:
#   release-managers: [ann, "github:ben"]

# Who answers for models, by name: * is all, risk/* those of one team. More owners can stand in a model's model.yaml.
owners:
  - models: "*"
    owners: [${JSON.stringify(owner)}]

# Where the bytes of models lie. Manifests name them by digest, never by address, so stores may change.
stores:
${storeLines(store).join('\n')}

# What serving images are made of. none is an image of the model's files alone; mergeline base build makes a runtime.
serving:
  base: none

# Who must approve other changes. As it stands when left out:
# changes:
#   registration: {}
#   evaluation: {}
#   erasure:
#     gates: [{ gate: approvals, count: 1, by: [owners] }]
#   policy:
#     gates: [{ gate: approvals, count: 1, by: [owners] }]
`;
}

function storeLines(store: StorePolicy): string[] {
  const { name, type, ...rest } = store;
  const fields = Object.entries(rest).map(([field, value]) => `    ${field}: ${JSON.stringify(value)}`);
  return [`  - name: ${name}`, `    type: ${type}`, ...fields];
}
