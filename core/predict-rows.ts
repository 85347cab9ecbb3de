import type { PredictAnswer } from './answers.ts';
import type { RegistryContext } from './context.ts';
import type { Manifest } from './domain/manifest.ts';
import { refuseErased } from './erasure/refuse-erased.ts';
import { arrangeRows } from './evaluation/arrange-rows.ts';
import { loadPredictor } from './evaluation/load-predictor.ts';
import type { Predictions, Row } from './ports/model-toolchain.ts';
import type { Snapshot } from './ports/repository.ts';
import { readPolicy } from './reading/read-registry.ts';
import { resolveRef } from './reading/resolve-ref.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import { warningsOfUse } from './reading/warnings-of-use.ts';
import type { PredictOptions } from './requests.ts';

/** Runs a version on some rows, with the bytes that serving would get. */
export async function predictRows(
  ref: string,
  rows: readonly Row[],
  options: PredictOptions,
  context: RegistryContext,
): Promise<PredictAnswer> {
  const snapshot = await snapshotAt(context, options.at);
  const { manifest, digest } = await resolveRef(snapshot, ref);
  await refuseErased(manifest, snapshot, context);
  const [predictions, warnings] = await Promise.all([
    predictWith(manifest, rows, options, snapshot, context),
    warningsOfUse(ref, manifest, snapshot, context),
  ]);
  const { model, version } = manifest;
  return { model, version, manifestDigest: digest, ...predictions, registryCommit: snapshot.commit.oid, warnings };
}

async function predictWith(
  manifest: Manifest,
  rows: readonly Row[],
  { table }: PredictOptions,
  snapshot: Snapshot,
  context: RegistryContext,
): Promise<Predictions> {
  const predictor = await loadPredictor(manifest, await readPolicy(snapshot), context);
  try {
    return await predictor.predict(table ? arrangeRows(rows, table, predictor.signature) : rows);
  } finally {
    await predictor.close();
  }
}
