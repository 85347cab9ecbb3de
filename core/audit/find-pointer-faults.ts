import { manifestPath } from '../../registry-schema/layout.ts';
import { tellMisstep } from '../checks/find-missteps.ts';
import { isTakenBack, type PointerState } from '../reading/stage-history.ts';
import type { AuditFacts, PointerPast } from './facts.ts';
import { type Finding, finding, short, toldBy } from './finding.ts';
import type { Step } from './timeline.ts';

/** Pointers that were deleted, cannot be read, jump in generation, or name another manifest than was registered. */
export function findPointerFaults(facts: AuditFacts): readonly Finding[] {
  return facts.pointers.flatMap((past) => [
    ...past.steps.flatMap((step) => stepFaults(step, past, facts)),
    ...past.states.flatMap((state, index) => [
      ...generationFaults(state, past.states.slice(index), past),
      ...manifestFaults(state, facts),
    ]),
  ]);
}

function stepFaults(step: Step, { place, path, steps, states }: PointerPast, { objects }: AuditFacts): Finding[] {
  const { model, stage } = place;
  const { before, after, entry } = step;
  const commit = short(entry.commit.oid);
  const told = { model, stage, ...toldBy(entry) };
  if (after === undefined) {
    const next = steps[steps.indexOf(step) - 1];
    if (next?.after === before)
      return [
        finding('restored', {
          ...told,
          what: `Commit ${commit} deleted the pointer of ${model}@${stage}, and it was brought back since.`,
          hint: 'Ask why it was deleted.',
        }),
      ];
    return [
      finding('pointer-deleted', {
        ...told,
        what: `A pointer is never deleted; commit ${commit} deleted that of ${model}@${stage}.`,
        hint: `Bring it back with: git checkout ${commit}~1 -- ${path}`,
      }),
    ];
  }
  if (states.some((state) => state.entry === entry)) return [];
  const what = `Commit ${commit} left a pointer of ${model}@${stage} that cannot be read: ${objects.fault('StagePointer', path, after)}.`;
  const hint = `See the file with: git show ${commit}:${path}`;
  return [finding('file-unreadable', { ...told, what, hint })];
}

function generationFaults(state: PointerState, older: readonly PointerState[], { place }: PointerPast): Finding[] {
  const { pointer, entry } = state;
  const { model, stage, generation, version } = pointer;
  const fault = tellMisstep(older[1]?.pointer.generation ?? 0, generation, place);
  if (fault === undefined || isTakenBack(older)) return [];
  const [what, hint] = fault.split('. ', 2);
  const told = { model, stage, generation, version, ...toldBy(entry) };
  return [
    finding('generation-jump', {
      ...told,
      what: `The generation of ${model}@${stage} ${what}.`,
      hint: hint ?? '',
    }),
  ];
}

/** What a pointer names must be what was registered under that name, whatever stands there now. */
function manifestFaults({ pointer, entry }: PointerState, { manifests }: AuditFacts): Finding[] {
  const { model, stage, version, generation, manifestDigest } = pointer;
  if (version === null) return [];
  const path = manifestPath(model, version);
  const registered = manifests.get(path);
  if (registered === manifestDigest) return [];
  const what =
    registered === undefined
      ? `${model}@${stage} generation ${generation} names ${version}, which was never registered.`
      : `${model}@${stage} generation ${generation} names manifest ${manifestDigest}, but ${version} was registered as ${registered}.`;
  const hint = `See who registered it with: git log --first-parent -- ${path}`;
  return [finding('manifest-differs', { model, stage, version, generation, ...toldBy(entry), what, hint })];
}
