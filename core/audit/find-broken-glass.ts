import { approvalsSince } from '../history/pointer-event.ts';
import type { PointerState } from '../reading/stage-history.ts';
import type { AuditFacts } from './facts.ts';
import { type Finding, finding, toldBy } from './finding.ts';

/** Merges before approval, and whether somebody has approved them since. */
export function findBrokenGlass(facts: AuditFacts): readonly Finding[] {
  return facts.pointers.flatMap(({ states }) => states.flatMap((state) => glassOf(state, facts)));
}

function glassOf({ pointer, entry }: PointerState, { merges, proposals }: AuditFacts): Finding[] {
  const { model, stage, version, generation, breakGlass } = pointer;
  if (breakGlass === undefined) return [];
  const merge = merges.get(entry.commit.oid);
  const proposal = merge && proposals.get(merge.proposal);
  const approvals = merge ? approvalsSince(merge, pointer, proposal?.reviews ?? []) : [];
  const told = { model, stage, version, generation, ...toldBy(entry), who: breakGlass.by };
  const broken = `${breakGlass.by} broke the glass for ${model}@${stage} generation ${generation}: ${breakGlass.reason}`;
  if (approvals.length === 0)
    return [
      finding('break-glass-unapproved', {
        ...told,
        what: `${broken}. Nobody has approved it since.`,
        hint: merge
          ? `Approve it with: mergeline proposal approve ${merge.proposal}`
          : `See: mergeline history ${model}@${stage}`,
      }),
    ];
  const names = approvals.map(({ actor }) => actor).join(', ');
  return [
    finding('break-glass', {
      ...told,
      what: `${broken}. Approved since by ${names}.`,
      hint: `See: mergeline history ${model}@${stage}`,
    }),
  ];
}
