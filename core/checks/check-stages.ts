import { placementOf } from '../artifacts/placement.ts';
import { integrityFaultsOf } from '../artifacts/verify-version.ts';
import type { RegistryContext } from '../context.ts';
import { millisecondsOf } from '../domain/duration.ts';
import { isHeld } from '../domain/hold.ts';
import type { Policy } from '../domain/policy.ts';
import type { Pointer } from '../domain/records.ts';
import type { Fault } from '../errors.ts';
import type { Snapshot } from '../ports/repository.ts';
import { isAsJudged } from '../reading/is-as-judged.ts';
import { orFault } from '../reading/or-fault.ts';
import { findReceipt, recordsSnapshot } from '../reading/read-records.ts';
import { findStatus, findVersion, listModels, listPointers } from '../reading/read-registry.ts';
import { type Check, checksOf, count } from './check.ts';

const { ok, warning, problem } = checksOf('stages');

/** Every stage that a model has: what it names must be there, be published, and be meant to be there. */
export async function checkStages(
  snapshot: Snapshot,
  policy: Policy,
  context: RegistryContext,
): Promise<readonly Check[]> {
  const pointers = await allPointers(snapshot);
  const records = await recordsSnapshot(context);
  const broken: Check[] = [];
  for (const pointer of pointers) {
    broken.push(...(await checkHolder(pointer, snapshot, policy, context)));
    broken.push(...(await checkPublication(pointer, snapshot, records, policy, context)));
  }
  const exceptions = pointers.flatMap((pointer) => checkExceptions(pointer, context.clock.now()));
  return broken.length > 0 ? [...broken, ...exceptions] : [summary(pointers), ...exceptions];
}

function summary(pointers: readonly Pointer[]): Check {
  const { length } = pointers.filter(({ version }) => version !== null);
  if (length === 0) return ok('stages', 'no version holds one yet');
  const verb = length === 1 ? 'holds' : 'hold';
  return ok('stages', `${count(length, 'stage')} ${verb} a version, published, with its bytes and image`);
}

async function checkHolder(
  { model, stage, version }: Pointer,
  snapshot: Snapshot,
  policy: Policy,
  context: RegistryContext,
): Promise<readonly Check[]> {
  const place = `${model}@${stage}`;
  if (version === null) return [];
  const faults: Fault[] = [];
  const registered = await orFault(faults, () => findVersion(snapshot, model, version));
  if (registered === undefined)
    return [problem(place, `${version} holds it, and its manifest cannot be read`, 'See why with: mergeline validate')];
  const status = await orFault(faults, () => findStatus(snapshot, model, version));
  const missing = await integrityFaultsOf(registered.manifest, policy, 'presence', context);
  return [
    ...missing.map((message) => problem(place, message, 'Bring the bytes back from a copy of the store.')),
    ...(status?.state === 'yanked' || status?.state === 'erased'
      ? [warning(place, `${version} holds it, and is ${status.state}`, `mergeline rollback ${model} --stage ${stage}`)]
      : []),
  ];
}

async function checkPublication(
  pointer: Pointer,
  snapshot: Snapshot,
  records: Snapshot,
  policy: Policy,
  context: RegistryContext,
): Promise<readonly Check[]> {
  const { model, stage, generation, version, image } = pointer;
  const place = `${model}@${stage}`;
  const publish = `mergeline publish ${place}`;
  if (!(await isAsJudged(pointer, snapshot, records, context)))
    return [
      warning(
        place,
        `${version ?? 'its emptying'} is not published, and nothing shows yet that it may hold it`,
        publish,
      ),
    ];
  if ((await findReceipt(records, model, stage, generation)) === undefined)
    return [warning(place, `${version ?? 'its emptying'} is not published`, publish)];
  if (image === null || (await context.openImages(placementOf(policy, model), model).has(image.digest))) return [];
  return [warning(place, `the image of ${version} (${image.digest}) is gone from where it was published`, publish)];
}

/** What people allowed themselves beside the rules, while it is in force. */
function checkExceptions({ model, stage, hold, waivers }: Pointer, now: string): readonly Check[] {
  const place = `${model}@${stage}`;
  const inForce = waivers.filter(({ until }) => millisecondsOf(until) > millisecondsOf(now));
  return [
    ...(isHeld(hold, now)
      ? [
          warning(
            place,
            `held by ${hold.by}${hold.until === undefined ? '' : ` until ${hold.until}`}: ${hold.reason}`,
            `mergeline unhold ${place}`,
          ),
        ]
      : []),
    ...inForce.map(({ gate, by, until, reason }) =>
      warning(
        place,
        `the gate ${gate} is waived until ${until}, as ${by} asked: ${reason}`,
        `The version must meet it by then, or another takes its place.`,
      ),
    ),
  ];
}

async function allPointers(snapshot: Snapshot): Promise<readonly Pointer[]> {
  const pointers: Pointer[] = [];
  // What cannot be read is among the faults of the files.
  for (const model of await listModels(snapshot)) pointers.push(...(await listPointers(snapshot, model, [])));
  return pointers;
}
