import type { Pointer } from '../domain/records.ts';
import type { Verdict } from '../domain/verdict.ts';
import { MergelineError, PolicyRefusal } from '../errors.ts';
import type { JudgedProposal } from '../judging/judge-proposal.ts';
import type { Snapshot } from '../ports/repository.ts';

/**
 * The error for what its gates do not let through, with every gate that stands against it.
 * @param what a pointer, or else a sentence without its full stop.
 */
export function refuse(
  what: Pick<Pointer, 'model' | 'stage' | 'version'> | string,
  verdicts: readonly Verdict[],
): PolicyRefusal {
  const failed = verdicts.filter(({ verdict }) => verdict === 'fail');
  const against = verdicts.filter(({ verdict }) => verdict === 'fail' || verdict === 'pending');
  const subject = typeof what === 'string' ? what : whatPointerCannot(what);
  const count = failed.length === 1 ? '1 gate says no' : `${failed.length} gates say no`;
  return new PolicyRefusal(
    failed.length > 0 ? 'GATE_FAILED' : 'APPROVAL_MISSING',
    failed.length > 0
      ? `${subject}: ${count}.`
      : `${subject} yet: it waits for ${against.map(({ gate }) => gate).join(', ')}.`,
    {
      verdicts,
      details: against.map(({ gate, verdict, reason }) => ({ path: gate, message: `${verdict}: ${reason}` })),
      hint: 'The gates stand in registry.yaml; docs/gates.md explains each.',
    },
  );
}

function whatPointerCannot({ model, stage, version }: Pick<Pointer, 'model' | 'stage' | 'version'>): string {
  return version === null ? `${model} cannot be withdrawn from ${stage}` : `${model}@${version} cannot take ${stage}`;
}

/**
 * What a proposal changes must still be what it was made from: two promotions of one stage exclude each other.
 * @throws MergelineError `CONFLICT`.
 */
export async function refuseStale({ proposal, changes, pointer }: JudgedProposal, base: Snapshot): Promise<void> {
  for (const { path, before } of changes) {
    if ((await base.find(path)) === before) continue;
    const what = pointer === undefined ? path : `${pointer.stage} of ${pointer.model}`;
    throw new MergelineError('CONFLICT', `${what} has moved since proposal ${proposal.id} was made.`, {
      hint: `Bring it up to date with: mergeline proposal refresh ${proposal.id}`,
    });
  }
}
