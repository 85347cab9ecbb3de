import type { MeasureAnswer, RegisterAnswer } from '../answers.ts';
import type { RegistryContext } from '../context.ts';
import type { DatasetUse } from '../domain/manifest.ts';
import type { Policy } from '../domain/policy.ts';
import { present } from '../domain/present.ts';
import { MergelineError } from '../errors.ts';
import { isSameNumber } from '../metrics/is-same-number.ts';
import type { ConvertedModel } from '../ports/model-toolchain.ts';
import type { RegisterRequest } from '../requests.ts';

/** How the data that a version was measured on are named in its manifest. */
const datasetName = 'eval';

export interface MeasuredRequest {
  /** With the metrics and the data set of the measurement. */
  readonly request: RegisterRequest;
  readonly measured?: MeasureAnswer;
}

/**
 * Measures the model that is to be registered, where the request has data for that.
 * @throws MergelineError `INPUT_INVALID` that names both values where a metric was reported otherwise; `MODEL_UNSUPPORTED`.
 */
export async function measureRegistration(
  request: RegisterRequest,
  converted: ConvertedModel,
  context: Pick<RegistryContext, 'runtime' | 'datasets'>,
): Promise<MeasuredRequest> {
  const { evaluation, metrics: reported = {}, datasets = [] } = request;
  if (evaluation === undefined) return { request };
  request.onProgress?.(`measuring the model on ${evaluation.source.name}`);
  const { measureConverted } = await import('../evaluation/measure-converted.ts');
  const measured = await measureConverted(converted, evaluation, context, { onProgress: request.onProgress });
  checkReported(reported, measured);
  const { digest, rows } = measured.dataset;
  const use: DatasetUse = { name: datasetName, digest, rows };
  checkNamed(datasets, use);
  return {
    request: {
      ...request,
      metrics: { ...reported, ...measured.metrics },
      datasets: [...datasets.filter(({ name }) => name !== datasetName), use],
    },
    measured: { ...measured, dataset: use as MeasureAnswer['dataset'] },
  };
}

function checkReported(reported: Readonly<Record<string, number>>, { metrics, dataset }: MeasureAnswer): void {
  const details = Object.entries(metrics).flatMap(([name, value]) => {
    const claim = reported[name];
    if (claim === undefined || isSameNumber(claim, value)) return [];
    return [{ path: name, message: `was reported as ${claim}, and is ${value} on ${dataset.name}` }];
  });
  const [first] = details;
  if (first === undefined) return;
  throw new MergelineError('INPUT_INVALID', `The metric ${first.path} ${first.message}.`, {
    details,
    hint: 'Leave out of the reported metrics what is computed, or report numbers of other data under other names.',
  });
}

function checkNamed(datasets: readonly DatasetUse[], { name, digest }: DatasetUse): void {
  const other = datasets.find((dataset) => dataset.name === name && dataset.digest !== digest);
  if (other === undefined) return;
  throw new MergelineError('INPUT_INVALID', `The data set ${name} was given as ${other.digest}, and is ${digest}.`, {
    hint: `${name} is how the data of an evaluation are recorded; give the other data set another name.`,
  });
}

/**
 * Adds what the measurement led to: an evaluation as evidence, where `registry.yaml` pins these bytes. The version is
 * registered whatever becomes of it.
 */
export async function recordEvidence(
  registered: RegisterAnswer,
  { request, measured }: MeasuredRequest,
  policy: Policy,
  context: RegistryContext,
): Promise<RegisterAnswer> {
  if (measured === undefined || request.evaluation === undefined) return registered;
  const pinned = policy.datasets.find(({ digest }) => digest === measured.dataset.digest);
  const { warnings: ofLabels = [], ...numbers } = measured;
  const answer = {
    ...registered,
    warnings: [...registered.warnings, ...ofLabels],
    evaluation: { ...numbers, pinnedAs: pinned?.name ?? null },
  };
  if (pinned === undefined || request.dryRun) return answer;
  const ref = `${registered.model}@${registered.version}`;
  const withWarning = (text: string) => ({ ...answer, warnings: [...answer.warnings, text] });
  const command = `mergeline evaluate ${ref} --dataset ${pinned.name}`;
  if (registered.proposal !== undefined)
    return withWarning(`It can be evaluated on ${pinned.name} once its proposal is merged: ${command}`);
  const { reason, evaluation } = request;
  const { evaluateVersion } = await import('../evaluate-version.ts');
  try {
    const evidence = await evaluateVersion(
      { ref, dataset: pinned.name, data: evaluation.source, ...present({ reason }) },
      context,
    );
    return { ...answer, evaluation: { ...answer.evaluation, evidence } };
  } catch (error) {
    if (!(error instanceof MergelineError)) throw error;
    return withWarning(`It was registered, but not evaluated on ${pinned.name}: ${error.message}`);
  }
}
