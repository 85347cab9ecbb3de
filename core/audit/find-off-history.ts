import type { Oid } from '../domain/records.ts';
import type { AuditFacts } from './facts.ts';
import type { Stray } from './find-strays.ts';
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
  const { recorded, strays, pointers } = facts;
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
    const stray = strays.get(commit);
    if (stray !== undefined)
      return [
        finding('record-off-history', { ...told, what: `${place} names commit ${short(commit)}, ${whereIs(stray)}` }),
      ];
    const { model, stage, generation } = subject;
    if (generation === undefined || generations.has(`${model} ${stage} ${generation} ${commit}`)) return [];
    const what = `${place} names commit ${short(commit)}, which did not bring generation ${generation} of ${model}@${stage}.`;
    return [finding('record-off-history', { ...told, what })];
  });
}

function whereIs(stray: Stray): string {
  switch (stray.kind) {
    case 'gone':
      return `which is not in this repository any more: ${pushedOver}`;
    case 'elsewhere':
      return `which is not on first-parent history: ${pushedOver}`;
    case 'aside': {
      const { oid, committer } = stray.merge.commit;
      return `which commit ${short(oid)} of ${committer.name} put aside: it merged the registry branch into work of their own, as git pull does, and was pushed. No file of it is lost, but by first-parent history, which decides, that merge brought everything at once.`;
    }
  }
}

const pushedOver = 'the registry branch was pushed over, or the record was made by hand.';

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
