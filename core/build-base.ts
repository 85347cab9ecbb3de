import type { BaseAnswer } from './bases/base-answer.ts';
import { basePlaces } from './bases/base-places.ts';
import { pinBase } from './bases/pin-base.ts';
import type { RegistryContext } from './context.ts';
import type { Descriptor } from './domain/digest.ts';
import { MergelineError } from './errors.ts';
import type { BuiltBase } from './ports/base-builder.ts';
import { readPolicy } from './reading/read-registry.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import type { BuildBaseRequest } from './requests.ts';

/** What a base is called where nobody says otherwise; nothing is pulled by this name. */
const defaultName = 'mergeline-serving';

/**
 * Makes a serving base of what lies on this machine, stores it where images are composed, and proposes to pin it. Nothing
 * else makes one: whoever promotes or publishes takes the pinned one.
 * @throws MergelineError `USAGE` where no base can be made here.
 */
export async function buildBase(request: BuildBaseRequest, context: RegistryContext): Promise<BaseAnswer> {
  const { name = defaultName, platform, onProgress } = request;
  const snapshot = await snapshotAt(context);
  const policy = await readPolicy(snapshot);
  onProgress?.('reading Node, ONNX Runtime and their libraries');
  const built = await (await context.loadBaseBuilder()).build(platform);
  const { digest } = built.image;
  const base = {
    name,
    reference: request.reference ?? `localhost/${defaultName}:${built.release}`,
    digest,
    platforms: [built.platform],
  };
  const places = request.dryRun ? [] : basePlaces(policy, digest, context);
  for (const { reference, bases } of places) {
    onProgress?.(`storing ${reference}`);
    await bases.write(built.image, (layer) => openLayer(built, layer));
  }
  return {
    base,
    layers: built.layers.map(({ holds, digest: layer, bytes }) => ({ holds, digest: layer, size: bytes.length })),
    stored: places.map(({ reference }) => reference),
    ...(await pinBase(snapshot, base, request, context)),
  };
}

async function* openLayer({ layers }: BuiltBase, { digest }: Descriptor): AsyncGenerator<Uint8Array> {
  const layer = layers.find((it) => it.digest === digest);
  if (layer === undefined) throw new MergelineError('INTERNAL', `The base that was built lacks its layer ${digest}.`);
  yield layer.bytes;
}
