import { undoesYank } from '../checks/find-undone-yanks.ts';
import type { AuditFacts } from './facts.ts';
import { type Finding, finding, short, toldBy } from './finding.ts';
import { type Past, pastsOf, type Step } from './timeline.ts';

/** Versions that were taken out of use, and that somebody took back by hand; statuses that cannot be read. */
export function findStatusFaults(facts: AuditFacts): readonly Finding[] {
  return pastsOf(facts.timelines, 'VersionStatus').flatMap((past) =>
    past.steps.flatMap((step) => faultsOf(step, past, facts)),
  );
}

function faultsOf(step: Step, { path, place }: Past<'VersionStatus'>, { objects }: AuditFacts): Finding[] {
  const { model, version } = place;
  const commit = short(step.entry.commit.oid);
  const told = { model, version, ...toldBy(step.entry) };
  const fault = objects.fault('VersionStatus', path, step.after);
  if (fault !== undefined) {
    const what = `Commit ${commit} left a status of ${model}@${version} that cannot be read: ${fault}.`;
    return [finding('file-unreadable', { ...told, what, hint: `See the file with: git show ${commit}:${path}` })];
  }
  const before = objects.value('VersionStatus', path, step.before);
  const after = objects.value('VersionStatus', path, step.after);
  if (!undoesYank(before, after)) return [];
  const deed = step.after === undefined ? 'deleted its status' : `made it ${after?.state}`;
  return [
    finding('yank-undone', {
      ...told,
      what: `${model}@${version} was ${before.state} by ${before.by} (${before.reason}), and commit ${commit} ${deed} by hand.`,
      hint: `Bring it back with: git checkout ${commit}~1 -- ${path}`,
    }),
  ];
}
