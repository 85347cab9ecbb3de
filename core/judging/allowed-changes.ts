import { modelOfCard, type Place, parsePath } from '../../registry-schema/layout.ts';
import type { ModelName } from '../domain/names.ts';
import type { ChangeKind } from '../domain/policy.ts';
import type { ProposalKind } from '../domain/records.ts';
import type { Version } from '../domain/version.ts';
import type { Proposal } from '../ports/forge.ts';
import type { Change } from '../ports/repository.ts';

/** What a changed file does to the registry: it moves a stage, or it is judged by the `changes` of the policy. */
export type Effect = 'pointer' | ChangeKind;

type Action = 'add' | 'change' | 'remove';
type FileKind = Place['kind'] | 'ModelCard';

/** What a proposal may do to a file, by what the file holds, and what that comes to. It may do nothing else. */
const effects: { readonly [Kind in FileKind]: { readonly [Done in Action]?: Effect } } = {
  StagePointer: { add: 'pointer', change: 'pointer', remove: 'pointer' },
  ModelVersion: { add: 'registration' },
  Evaluation: { add: 'evaluation' },
  VersionStatus: { add: 'erasure', change: 'erasure' },
  Registry: { change: 'policy' },
  Model: { add: 'registration', change: 'policy' },
  ModelCard: { add: 'policy', change: 'policy', remove: 'policy' },
};

/** What a proposal of each kind may come to: whoever approves reads what it says of itself. */
const meant: { readonly [Kind in ProposalKind]: readonly Effect[] } = {
  promotion: ['pointer'],
  rollback: ['pointer'],
  withdrawal: ['pointer'],
  registration: ['registration', 'evaluation'],
  evaluation: ['registration', 'evaluation'],
  erasure: ['erasure'],
  policy: ['registration', 'policy'],
};

interface ChangedFile {
  readonly kind: FileKind;
  readonly model?: ModelName;
  readonly version?: Version;
}

/** Undefined for what no proposal may do. */
export function effectOf({ path, before, after }: Change): Effect | undefined {
  const file = fileAt(path);
  return file && effects[file.kind][before === undefined ? 'add' : after === undefined ? 'remove' : 'change'];
}

/** Every effect of a proposal's changes, each once. The first card of a model comes with the model. */
export function effectsOf(changes: readonly Change[]): readonly Effect[] {
  const made = new Set(changes.flatMap(madeBy));
  const effects = changes.map((change) => {
    const file = fileAt(change.path);
    return file?.kind === 'ModelCard' && file.model && made.has(file.model) ? 'registration' : effectOf(change);
  });
  return [...new Set(effects.flatMap((effect) => effect ?? []))];
}

/** The model that a change makes. */
function madeBy({ path, before }: Change): ModelName | [] {
  const file = fileAt(path);
  return (file?.kind === 'Model' && before === undefined && file.model) || [];
}

export function isMeant(effect: Effect, { kind }: Pick<Proposal, 'kind'>): boolean {
  return meant[kind].includes(effect);
}

/** Whether a change belongs to what the proposal is about: one model, and of a version its files alone. */
export function isAbout({ path }: Change, { model, version }: Pick<Proposal, 'model' | 'version'>): boolean {
  const file = fileAt(path);
  if (file?.kind === 'Registry') return true;
  return file?.model === model && (file?.version === undefined || file.version === version);
}

/** The policy decides on everything, so it is changed alone. */
export function isPolicyAmongOthers(changes: readonly Change[]): boolean {
  return changes.length > 1 && changes.some(({ path }) => fileAt(path)?.kind === 'Registry');
}

function fileAt(path: string): ChangedFile | undefined {
  const model = modelOfCard(path);
  return model === undefined ? parsePath(path) : { kind: 'ModelCard', model };
}
