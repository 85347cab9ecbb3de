/** Development takes direct commits, staging a proposal, production a proposal with one approval. */
export const threeStages = `
apiVersion: mergeline.dev/v1
kind: Registry
stages:
  - name: development
    aliases: [dev]
  - name: staging
    review: proposal
    gates:
      - gate: servable
  - name: production
    aliases: [prod]
    review: proposal
    gates:
      - gate: servable
      - gate: came-through
        stage: staging
      - gate: approvals
        count: 1
`;

/** One reviewed stage with the gates that the test is about. */
export function reviewed(gates: string, rest = ''): string {
  return `
apiVersion: mergeline.dev/v1
kind: Registry
stages:
  - name: production
    review: proposal
    gates:
${gates.replace(/^/gm, '      ').trimEnd()}
${rest}`;
}

/** One stage that takes direct commits. */
export function unreviewed(gates = '', rest = ''): string {
  return `
apiVersion: mergeline.dev/v1
kind: Registry
stages:
  - name: development
    aliases: [dev]
${gates === '' ? '' : `    gates:\n${gates.replace(/^/gm, '      ').trimEnd()}\n`}${rest}`;
}
