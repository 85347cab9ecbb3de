import { manifestPath, pointerPath, policyPath } from '../../registry-schema/layout.ts';
import { judgedPath, mergePath, proposalFolder, receiptPath } from '../../registry-schema/record-layout.ts';
import { hexOf } from '../domain/digest.ts';
import type { HandCheck, StageEvidence } from './stage-evidence.ts';

type Checked = Omit<StageEvidence, 'checks' | 'findings'>;

/** Commands that show what the evidence says, each with what it must print. They name commits, which cannot change. */
export function handChecks(evidence: Checked): readonly HandCheck[] {
  const { since, pointer, model, stage, asOf } = evidence;
  const manifest = pointer.version && manifestPath(model, pointer.version);
  return [
    {
      what: 'The pointer',
      command: `git show ${since.commit}:${pointerPath(model, stage)}`,
      expect: `version ${pointer.version ?? 'null'}, generation ${pointer.generation}`,
    },
    ...(manifest && pointer.manifestDigest
      ? [
          {
            what: 'The manifest',
            command: `git show ${since.commit}:${manifest} | sha256sum`,
            expect: hexOf(pointer.manifestDigest),
          },
          {
            what: 'It was made once',
            command: `git log --first-parent --oneline ${asOf.commit} -- ${manifest}`,
            expect: 'one line',
          },
        ]
      : []),
    ...textChecks(evidence),
    ...recordChecks(evidence),
  ];
}

function textChecks({ card, policy, since }: Checked): readonly HandCheck[] {
  return [
    ...(card?.commit
      ? [
          {
            what: 'The model card that was frozen',
            command: `git show ${card.commit}:${card.path} | sha256sum`,
            expect: hexOf(card.digest),
          },
        ]
      : []),
    ...(policy
      ? [
          {
            what: 'The policy that was asked',
            command: `git show ${since.commit}~1:${policyPath} | sha256sum`,
            expect: hexOf(policy.digest),
          },
        ]
      : []),
  ];
}

function recordChecks(evidence: Checked): readonly HandCheck[] {
  const { recordsCommit: records, model, stage, pointer, proposal, since, receipts } = evidence;
  if (records === null) return [];
  const { generation } = pointer;
  const [receipt] = receipts;
  return [
    ...(proposal
      ? [
          {
            what: 'The merge and its approvals',
            command: `git show ${records}:${mergePath(since.commit)}`,
            expect: `proposal ${proposal.id}, head ${proposal.head}`,
          },
          {
            what: 'The reviews behind them',
            command: `git ls-tree -r --name-only ${records} -- ${proposalFolder(proposal.id)}/reviews`,
            expect: 'a file for each review, named by its digest',
          },
        ]
      : []),
    {
      what: 'The judgement',
      command: `git show ${records}:${judgedPath(model, stage, generation)}`,
      expect: `commit ${since.commit}`,
    },
    ...(receipt?.generation === generation
      ? [
          {
            what: 'The receipt',
            command: `git show ${records}:${receiptPath(model, stage, generation)} | sha256sum`,
            expect: hexOf(receipt.digest),
          },
        ]
      : []),
    { what: 'No record was changed', command: `git log --diff-filter=MD --oneline ${records}`, expect: 'nothing' },
  ];
}
