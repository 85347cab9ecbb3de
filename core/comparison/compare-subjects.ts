import type { AgainstFirst, CompareAnswer, ComparedVersion, ComparisonRow, RowGroup } from './comparison-answer.ts';
import { isSameValue } from './comparison-row.ts';
import { declaredRows, standingRows } from './declared-rows.ts';
import { reportedRows, verifiedRows } from './metric-rows.ts';
import { isOtherAverage } from './row-text.ts';
import { signatureDifferences } from './signature-differences.ts';
import type { Subject } from './subject.ts';

/** Everything that is known of the versions, row by row, and what became of the first on the way to each of the others. */
export function compareSubjects(subjects: readonly Subject[]): Pick<CompareAnswer, 'versions' | 'rows'> {
  const rows = [
    ...standingRows(subjects),
    ...verifiedRows(subjects),
    ...reportedRows(subjects),
    ...declaredRows(subjects),
  ];
  return { versions: subjects.map((_, index) => comparedVersion(subjects, index, rows)), rows };
}

function comparedVersion(subjects: readonly Subject[], index: number, rows: readonly ComparisonRow[]): ComparedVersion {
  const { ref, manifest, manifestDigest, stages, status } = subjects[index] as Subject;
  return {
    ref,
    model: manifest.model,
    version: manifest.version,
    manifestDigest,
    created: manifest.created,
    stages: stages.map(({ stage }) => stage),
    status: status?.state ?? 'active',
    against: index === 0 ? null : againstFirst(subjects, index, rows),
  };
}

const metricGroups: ReadonlySet<RowGroup> = new Set(['verified', 'reported']);

function againstFirst(subjects: readonly Subject[], index: number, rows: readonly ComparisonRow[]): AgainstFirst {
  const [first, now] = [subjects[0] as Subject, subjects[index] as Subject];
  const fields = new Set(rows.map(({ field }) => field));
  // Other averages say the same of a metric again: counted, one number would be four.
  const told = rows.filter(({ field, group }) => !metricGroups.has(group) || !isOtherAverage(field, fields));
  const verdicts = told.map(({ measurements }) => measurements?.[index]?.better);
  return {
    better: verdicts.filter((better) => better === true).length,
    worse: verdicts.filter((better) => better === false).length,
    changed: told.filter(({ values }) => !isSameValue(values[0] ?? null, values[index] ?? null)).length,
    signature: signatureDifferences(first.manifest.signature, now.manifest.signature, first.manifest.version),
  };
}
