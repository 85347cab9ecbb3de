import { parseRecordPath, type RecordPlace } from '../../registry-schema/record-layout.ts';
import { recordFaults } from '../checks/find-record-faults.ts';
import { findRewritten, type Rewritten } from '../checks/find-rewritten.ts';
import type { AuditFacts } from './facts.ts';
import { type Finding, type FindingSubject, finding, short, toldBy } from './finding.ts';

/** Records that were changed or deleted after they were made, that cannot be read, or that are none. */
export async function findRecordChanges(facts: AuditFacts): Promise<readonly Finding[]> {
  const { recorded } = facts;
  const rewritten = await findRewritten(recorded.entries, {
    isMadeOnce: (path) => parseRecordPath(path) !== undefined,
    restoredToo: true,
  });
  const findings = rewritten.map((found) => tellRewritten(found, facts));
  for (const { path, place, oid } of recorded.files.values()) {
    const told = { ...madeBy(path, facts), ...subjectOf(place) };
    const hint = `See it with: git show ${recorded.branch}:${path}`;
    if (place === undefined) {
      const what = `${recorded.branch}:${path} is no record: nobody looks for a file of this name.`;
      findings.push(finding('stray-record', { ...told, what, hint }));
      continue;
    }
    const [fault] = await recordFaults(path, place, recorded.objects.bytes(oid) ?? new Uint8Array());
    if (fault === undefined) continue;
    const what = `${recorded.branch}:${path} ${[fault.path, fault.message].filter((part) => part).join(' ')}.`;
    findings.push(finding('record-unreadable', { ...told, what, hint }));
  }
  return findings;
}

function tellRewritten({ path, made, now, commit }: Rewritten, { recorded }: AuditFacts): Finding {
  const entry = recorded.entries.find((it) => it.commit.oid === commit);
  const told = { ...(entry && toldBy(entry)), ...subjectOf(parseRecordPath(path)) };
  const place = `${recorded.branch}:${path}`;
  if (made === now) {
    const what = `${place} is made once; commit ${short(commit)} changed it, and it was brought back since.`;
    return finding('restored', { ...told, what, hint: 'Ask why it was changed.' });
  }
  return finding('record-rewritten', {
    ...told,
    what: `${place} is made once; commit ${short(commit)} ${now === undefined ? 'deleted' : 'changed'} it.`,
    hint: `Bring it back on ${recorded.branch}: git checkout ${short(commit)}~1 -- ${path}`,
  });
}

function madeBy(path: string, { recorded }: AuditFacts): Partial<Finding> {
  const step = recorded.timelines.get(path)?.[0];
  return step === undefined ? {} : toldBy(step.entry);
}

function subjectOf(place: RecordPlace | undefined): Partial<FindingSubject> {
  if (place?.kind !== 'JudgedRecord' && place?.kind !== 'Receipt') return {};
  const { model, stage, generation } = place;
  return { model, stage, generation };
}
