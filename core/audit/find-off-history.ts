import type { Oid } from '../domain/records.ts';
import type { AuditFacts } from './facts.ts';
import { type Finding, type FindingSubject, finding, short } from './finding.ts';
import { judgedIn, mergesIn, receiptsIn } from './recorded.ts';

interface Named {
  readonly path: string;
  readonly commit: Oid;
  readonly subject: Partial<FindingSubject> & Pick<Finding, 'at' | 'who'>;
}

/**
 * Records that name commits which first-parent history has not: the registry branch was pushed over, or the record was
 * made up.
 */
export function findOffHistory(facts: AuditFacts): readonly Finding[] {
  const { ages, recorded, missing, pointers } = facts;
  const generations = new Set(
    pointers.flatMap(({ states }) =>
      states.map(
        ({ pointer: { model, stage, generation }, entry }) => `${model} ${stage} ${generation} ${entry.commit.oid}`,
      ),
    ),
  );
  return namedIn(facts).flatMap(({ path, commit, subject }) => {
    const place = `${recorded.branch}:${path}`;
    const told = { ...subject, hint: `See the record with: git show ${place}` };
    if (!ages.has(commit)) {
      const why = missing.has(commit)
        ? 'which is not in this repository any more'
        : 'which is not on first-parent history';
      const what = `${place} names commit ${short(commit)}, ${why}: the registry branch was pushed over, or the record was made by hand.`;
      return [finding('record-off-history', { ...told, what })];
    }
    const { model, stage, generation } = subject;
    if (generation === undefined || generations.has(`${model} ${stage} ${generation} ${commit}`)) return [];
    const what = `${place} names commit ${short(commit)}, which did not bring generation ${generation} of ${model}@${stage}.`;
    return [finding('record-off-history', { ...told, what })];
  });
}

function namedIn({ recorded }: AuditFacts): readonly Named[] {
  return [
    ...mergesIn(recorded).map(({ path, value }) => ({
      path,
      commit: value.commit,
      subject: { at: value.at, who: value.mergedBy },
    })),
    ...judgedIn(recorded).flatMap(({ path, value }) => {
      const { model, stage, generation, at } = value;
      return [
        { path, commit: value.commit, subject: { model, stage, generation, at, who: null } },
        { path, commit: value.policyCommit, subject: { model, stage, at, who: null } },
      ];
    }),
    ...receiptsIn(recorded).map(({ path, value }) => {
      const { model, stage, generation, version, at, publishedBy } = value;
      return { path, commit: value.commit, subject: { model, stage, generation, version, at, who: publishedBy } };
    }),
  ];
}
