import { policyPath } from '../../registry-schema/layout.ts';
import { suggestName } from '../domain/closest-name.ts';
import { type ModelName, parseModelName, type StageName } from '../domain/names.ts';
import { MergelineError } from '../errors.ts';
import type { AuditFacts } from './facts.ts';
import type { FindingSubject } from './finding.ts';
import { pastsOf, stateAt } from './timeline.ts';

/** Whether something speaks of what was asked for; what concerns the whole registry concerns every model in it. */
export type About = (subject: Partial<FindingSubject>) => boolean;

export interface AuditedSubject {
  readonly model?: ModelName;
  readonly stage?: StageName;
}

/** @throws MergelineError `NOT_FOUND` for a model or a stage that there never was. */
export function subjectIn(
  facts: AuditFacts,
  asked: { readonly model?: string; readonly stage?: string },
): AuditedSubject {
  if (asked.model === undefined) return {};
  const model = modelIn(facts, asked.model);
  return asked.stage === undefined ? { model } : { model, stage: stageIn(facts, asked.stage) };
}

export function aboutOf({ model, stage }: AuditedSubject): About {
  const isOpen = (it: string | null | undefined) => it === undefined || it === null;
  return (it) =>
    model === undefined ||
    isOpen(it.model) ||
    (it.model === model && (stage === undefined || isOpen(it.stage) || it.stage === stage));
}

function modelIn({ timelines }: AuditFacts, text: string): ModelName {
  const model = parseModelName(text);
  const kinds = ['Model', 'ModelVersion', 'StagePointer'] as const;
  const known = kinds.flatMap((kind) => pastsOf(timelines, kind)).map(({ place }) => place.model);
  if (known.includes(model)) return model;
  throw new MergelineError('NOT_FOUND', `There never was a model ${model}.`, {
    hint: suggestName(model, [...new Set(known)]),
  });
}

/** A stage by its name or an alias. A policy that cannot be read hides no stage that was ever held. */
function stageIn({ timelines, objects, pointers }: AuditFacts, text: string): StageName {
  const policy = objects.value('Registry', policyPath, stateAt(timelines.get(policyPath), 0));
  const named = policy?.stages.find(({ name, aliases }) => name === text || aliases.includes(text))?.name;
  const held = pointers.map(({ place }) => place.stage);
  const stage = named ?? held.find((name) => name === text);
  if (stage !== undefined) return stage;
  throw new MergelineError('NOT_FOUND', `There is no stage ${JSON.stringify(text)}.`, {
    hint: suggestName(text, [...new Set([...(policy?.stages ?? []).map(({ name }) => name), ...held])]),
  });
}
