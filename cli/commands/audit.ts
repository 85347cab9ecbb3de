import type { Finding } from '../../core/audit/finding.ts';
import { MergelineError } from '../../core/errors.ts';
import type { EvidenceApi } from '../../core/registry.ts';
import { defineCommand, readingOptions } from '../command.ts';
import { integrityBroken, policySaysNo } from '../exit-codes.ts';
import { findingsAsCsv } from '../findings-as-csv.ts';
import { given } from '../given.ts';
import { parseModelStage } from '../model-stage.ts';
import { answered, type Outcome } from '../outcome.ts';
import { presentAudit } from '../presenters/audit.ts';
import { presentEvidence } from '../presenters/evidence.ts';
import { writePage } from '../write-page.ts';

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
    at: { ...readingOptions.at, help: 'With --html: when the stage was held. Now, when absent.' },
    html: {
      value: 'file',
      help: 'Write a page with everything that bears out who held the stage: to keep, to send and to print.',
      complete: 'file',
    },
  },
  notes: [
    'Reads all of first-parent history and every record, and tells where they do not bear each other out. It changes nothing.',
    'Exit code 6 where integrity is broken, else 3 where something held a stage without what the policy asked for, else 0: notices are no faults. docs/audit.md explains every kind of finding.',
  ],
  examples: [
    { words: 'audit', does: 'the whole registry, from its first commit' },
    { words: 'audit iris@production --from 2026-01-01 --to 2026-03-31', does: 'what concerns a stage, in one quarter' },
    { words: 'audit --csv > findings.csv', does: 'for a spreadsheet' },
    {
      words: 'audit iris@production --at 2026-03-31 --html evidence.html',
      does: 'why that version held the stage then, in one file',
    },
  ],
  async run({ subject, from, to, csv, at, html }, context) {
    const { evidence } = await context.registry();
    if (html !== undefined) {
      refuseBesidePage(given({ from, to, csv: csv || undefined }));
      return await writeEvidence({ subject, at, html }, evidence, context.cwd);
    }
    if (at !== undefined)
      throw new MergelineError('USAGE', '--at goes with --html.', { hint: 'A period ends with --to.' });
    const about = subject?.includes('@') ? parseModelStage(subject) : given({ model: subject });
    const answer = await evidence.audit(about, given({ from, to }));
    return answered(answer, csv ? ({ findings }) => findingsAsCsv(findings) : presentAudit, {
      exitCode: exitCodeOf(answer.findings),
    });
  },
});

/** @throws MergelineError `USAGE`: a page is of one moment, and takes no period that it would then be silent about. */
function refuseBesidePage(options: Readonly<Record<string, unknown>>): void {
  const [name] = Object.keys(options);
  if (name === undefined) return;
  throw new MergelineError('USAGE', `--${name} does not go with --html: the page is about one moment.`, {
    hint: 'Name the moment with --at <date>, and look at a period without --html.',
  });
}

interface PageRequest {
  readonly subject: string | undefined;
  readonly at: string | undefined;
  readonly html: string;
}

async function writeEvidence({ subject = '', at, html }: PageRequest, api: EvidenceApi, cwd: string): Promise<Outcome> {
  const evidence = await api.show(parseModelStage(subject), given({ at }));
  const { evidencePage } = await import('../../pages/evidence-page.ts');
  const page = await writePage(evidencePage(evidence), html, cwd);
  return answered({ ...evidence, page }, presentEvidence, { exitCode: exitCodeOf(evidence.findings) });
}

function exitCodeOf(findings: readonly Finding[]): number {
  if (findings.some(({ severity }) => severity === 'integrity')) return integrityBroken;
  return findings.some(({ severity }) => severity === 'policy') ? policySaysNo : 0;
}
