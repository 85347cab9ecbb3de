import type { Review } from '../domain/records.ts';
import type { Candidacy } from './candidacy.ts';
import { type GateOf, type Judgement, pass, pending } from './judgement.ts';
import { standingOf } from './reviewers.ts';

/** Every item has evidence in an approval of this head by somebody who does not stand behind the proposal. */
export function judgeChecklist({ items }: GateOf<'checklist'>, candidacy: Candidacy): Judgement {
  const { approvals } = standingOf(candidacy, {});
  const missing = items.filter(({ id }) => !approvals.some((review) => evidenceIn(review, id)));
  if (missing.length === 0) {
    return pass(
      items.map(({ id }) => `${id}: ${approvals.map((it) => evidenceIn(it, id)).find(Boolean)}`).join('; ') ||
        'There are no items.',
    );
  }
  const open = missing.map(({ id, text }) => `${id} (${text})`).join('; ');
  return pending(
    `Evidence is missing for ${open}. A reviewer gives it with mergeline proposal approve <id> --check ${missing[0]?.id}=<evidence>.`,
  );
}

function evidenceIn({ checks }: Review, item: string): string | undefined {
  return Object.hasOwn(checks, item) ? checks[item]?.trim() || undefined : undefined;
}
