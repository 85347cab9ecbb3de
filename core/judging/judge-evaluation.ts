import type { RegistryContext } from '../context.ts';
import { millisecondsOf } from '../domain/duration.ts';
import type { Policy } from '../domain/policy.ts';
import type { Evaluation, Intervals } from '../domain/records.ts';
import type { Verdict } from '../domain/verdict.ts';
import { MergelineError } from '../errors.ts';
import { locateDataset } from '../evaluation/locate-dataset.ts';
import { measureVersion } from '../evaluation/measure-version.ts';
import { isSameNumber } from '../metrics/is-same-number.ts';
import type { Snapshot } from '../ports/repository.ts';
import type { RegisteredVersion } from '../reading/read-registry.ts';

/**
 * Judges an evaluation that a proposal brings: once it is on the registry branch, gates believe it, so it is computed again.
 * @param version that it speaks of; absent when that is not registered.
 */
export async function judgeEvaluation(
  evaluation: Evaluation,
  version: RegisteredVersion | undefined,
  { base, policy }: { readonly base: Snapshot; readonly policy: Policy },
  context: RegistryContext,
): Promise<Verdict> {
  const verdictOf = (verdict: Verdict['verdict'], reason: string): Verdict => ({ gate: 'evidence', verdict, reason });
  const { name, digest } = evaluation.dataset;
  if (version?.digest !== evaluation.manifestDigest)
    return verdictOf('fail', 'It is of another manifest than the registered one.');
  if (millisecondsOf(evaluation.at) > millisecondsOf(context.clock.now()))
    return verdictOf('fail', `It says that it was made at ${evaluation.at}, which is still to come.`);
  const dataset = policy.datasets.find((pinned) => pinned.digest === digest);
  if (dataset === undefined) return verdictOf(...outOfReach(evaluation, policy));
  try {
    const located = await locateDataset(dataset, { base, policy }, context);
    if (located.kind !== 'here') return verdictOf(...outOfReach(evaluation, policy));
    const { source } = located;
    const { measurement } = await measureVersion(version.manifest, dataset, source, policy, context);
    const { rows, metrics, intervals } = measurement;
    const faults = [
      ...differences({ rows: evaluation.dataset.rows, ...evaluation.metrics }, { rows, ...metrics }),
      ...differences(boundsIn(evaluation.intervals), boundsIn(intervals)),
    ];
    if (faults.length > 0) return verdictOf('fail', faults.join(' '));
    return verdictOf('pass', `Computed again on ${name}: the same numbers.`);
  } catch (error) {
    if (!(error instanceof MergelineError)) throw error;
    return verdictOf('fail', `It cannot be computed again: ${error.message}`);
  }
}

/** Where the data are not here, people may vouch for the numbers: if the policy asks some to. */
function outOfReach({ model, version, dataset: { name } }: Evaluation, policy: Policy): [Verdict['verdict'], string] {
  const isApproved = policy.changes.evaluation.gates.some(({ gate }) => gate === 'approvals');
  const reason = `The data set ${name} does not lie in the registry, so its numbers are not computed again`;
  return isApproved
    ? ['skipped', `${reason}: whoever approves vouches for them.`]
    : ['fail', `${reason}. Record them after the merge with: mergeline evaluate ${model}@${version} --dataset ${name}`];
}

/** Gates look at intervals too: both ends of each, under a name of its own. */
function boundsIn({ wilson, bootstrap }: Partial<Intervals> = {}): Numbers {
  const bounds = Object.entries({ ...bootstrap, ...wilson });
  return Object.fromEntries(
    bounds.flatMap(([name, [low, high]]) => [
      [`the lower end of ${name}`, low],
      [`the upper end of ${name}`, high],
    ]),
  );
}

type Numbers = Readonly<Record<string, number>>;

function differences(claimed: Numbers, found: Numbers): readonly string[] {
  return Object.entries(claimed).flatMap(([name, claim]) => {
    const value = found[name];
    return value !== undefined && isSameNumber(value, claim)
      ? []
      : [`It says ${name} is ${claim}; computed again it is ${value ?? 'nothing'}.`];
  });
}
