import type { AuditAnswer } from '../../core/audit/audit-answer.ts';
import { defineCommand } from '../command.ts';
import { integrityBroken, policySaysNo } from '../exit-codes.ts';
import { findingsAsCsv } from '../findings-as-csv.ts';
import { given } from '../given.ts';
import { parseModelStage } from '../model-stage.ts';
import { answered } from '../outcome.ts';
import { presentAudit } from '../presenters/audit.ts';

export const audit = defineCommand({
  arguments: {
    subject: {
      help: 'A model, or a stage of it: iris, iris@production. Without it, the whole registry.',
      optional: true,
      complete: 'model-stage',
    },
  },
  options: {
    from: { value: 'revision|date', help: 'Tell only what came after this commit or tag, or since this day.' },
    to: { value: 'revision|date', help: 'Tell only what came up to this commit, tag or date, and how it stood then.' },
    csv: { help: 'One finding a line, for a spreadsheet; --json has more and wins.' },
  },
  notes: [
    'Reads all of first-parent history and every record, and tells where they do not bear each other out. It changes nothing.',
    'Exit code 6 where integrity is broken, else 3 where something held a stage without what the policy asked for, else 0: notices are no faults. docs/audit.md explains every kind of finding.',
  ],
  examples: [
    { words: 'audit', does: 'the whole registry, from its first commit' },
    { words: 'audit iris@production --from 2026-01-01 --to 2026-03-31', does: 'what concerns a stage, in one quarter' },
    { words: 'audit --csv > findings.csv', does: 'for a spreadsheet' },
  ],
  async run({ subject, from, to, csv }, context) {
    const { evidence } = await context.registry();
    const about = subject?.includes('@') ? parseModelStage(subject) : given({ model: subject });
    const answer = await evidence.audit(about, given({ from, to }));
    return answered(answer, csv ? ({ findings }) => findingsAsCsv(findings) : presentAudit, {
      exitCode: exitCodeOf(answer),
    });
  },
});

function exitCodeOf({ findings }: AuditAnswer): number {
  if (findings.some(({ severity }) => severity === 'integrity')) return integrityBroken;
  return findings.some(({ severity }) => severity === 'policy') ? policySaysNo : 0;
}
