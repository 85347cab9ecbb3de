import { matchesModelPattern, ownersOfAll } from '../core/domain/model-pattern.ts';
import type { Gate, ModelPattern, Policy, Principal } from '../core/domain/policy.ts';
import { namesOf } from '../core/domain/principal.ts';

/** A line of CODEOWNERS: the owners of the last pattern that fits a file are asked, any one of them suffices. */
interface Line {
  readonly pattern: string;
  readonly people: readonly string[];
}

/**
 * The text of `.github/CODEOWNERS` that asks on GitHub for the people that the policy means: of reviewed stages, of
 * model.yaml (which names owners), of the policy itself and of workflows. New versions and evaluations ask for nobody.
 * @param folder where the registry lies in its repository: empty, or a path that ends in `/`.
 */
export function codeowners(policy: Policy, folder = ''): string {
  const lines = [...modelLines(policy), ...stageLines(policy), ...policyLines(policy)];
  return `${[
    '# Made by Mergeline from registry.yaml: a change here is overwritten.',
    '# GitHub takes the last line that fits. Nobody is asked for what no line names.',
    ...lines.map(({ pattern, people }) =>
      lineOf(pattern.startsWith('/.github/') ? pattern : `/${folder}${pattern}`, people),
    ),
  ].join('\n')}\n`;
}

function modelLines(policy: Policy): readonly Line[] {
  return byPattern(policy).map(({ models, owners }) => ({ pattern: `${folderOf(models)}/model.yaml`, people: owners }));
}

function stageLines(policy: Policy): readonly Line[] {
  const reviewed = policy.stages.filter(({ review }) => review === 'proposal');
  return reviewed.flatMap(({ name, gates }) => {
    const principals = approversOf(gates);
    const meantOwners = principals.includes('owners') ? byPattern(policy) : [];
    const patterns = meantOwners.length > 0 ? meantOwners : [{ models: '*', owners: [] }];
    return patterns.map(({ models, owners }) => ({
      pattern: `${folderOf(models)}/stages/${name}.yaml`,
      people: namesOf(principals, { roles: policy.roles, owners }),
    }));
  });
}

function policyLines(policy: Policy): readonly Line[] {
  const owners = ownersOfAll(policy);
  const people = namesOf(approversOf(policy.changes.policy.gates), { roles: policy.roles, owners });
  return [
    { pattern: 'registry.yaml', people },
    { pattern: '/.github/', people },
  ];
}

/** Where anyone may approve, the owners are asked: somebody has to be. */
function approversOf(gates: readonly Gate[]): readonly Principal[] {
  const named = gates.flatMap((gate) => (gate.gate === 'approvals' ? (gate.by ?? ['owners']) : []));
  return named.length > 0 ? [...new Set(named)] : ['owners'];
}

/** A model is owned by every line that fits it, but GitHub takes only the last one: narrower lines repeat the wider. */
function byPattern({
  owners,
}: Policy): readonly { readonly models: ModelPattern; readonly owners: readonly string[] }[] {
  const patterns = [...new Set(owners.map(({ models }) => models))];
  return patterns
    .map((models) => ({
      models,
      owners: [...new Set(owners.filter((line) => covers(line.models, models)).flatMap((line) => line.owners))],
    }))
    .sort((a, b) => breadthOf(b.models) - breadthOf(a.models));
}

function covers(wide: ModelPattern, narrow: ModelPattern): boolean {
  return wide === narrow || matchesModelPattern(wide, narrow);
}

function breadthOf(pattern: ModelPattern): number {
  return pattern === '*' ? Number.POSITIVE_INFINITY : pattern.split('*').length - 1 - pattern.length / 1000;
}

function folderOf(pattern: ModelPattern): string {
  return pattern === '*' ? 'models/**' : `models/${pattern}`;
}

function lineOf(pattern: string, people: readonly string[]): string {
  const handles = people.map(handleOf).filter((handle) => handle !== undefined);
  return handles.length > 0
    ? `${pattern} ${handles.join(' ')}`
    : `# ${pattern} has nobody with a GitHub account: write github:<login> in registry.yaml`;
}

const loginPattern = /^[a-z0-9](?:[a-z0-9]|-(?=[a-z0-9])){0,38}(?:\/[a-z0-9_-]+)?$/i;
const addressPattern = /^[^\s@<>#!]+@[^\s@<>#!]+$/;

/** How GitHub names somebody: `@ann`, `@acme/team-risk`, or an address; undefined for names that it does not know. */
function handleOf(person: string): string | undefined {
  const login = person.replace(/^github:/, '').replace(/^@/, '');
  if (loginPattern.test(login)) return `@${login}`;
  return addressPattern.test(person) ? person : undefined;
}
