import type { RegistryContext } from '../context.ts';
import type { Digest } from '../domain/digest.ts';
import type { Status } from '../domain/records.ts';
import { MergelineError } from '../errors.ts';
import type { Removal } from '../ports/artifact-store.ts';
import { readPolicy } from '../reading/read-registry.ts';
import { snapshotAt } from '../reading/snapshot-at.ts';
import type { KeptObject, RemovalAnswer, RemovedObject } from './erasure-answer.ts';
import { findObjection } from './find-objection.ts';
import { findUsers, type Users } from './find-users.ts';
import { type KnownStores, knownStores } from './known-stores.ts';
import { digestsOf, type Removable } from './removable.ts';

type WhyWantedOf = (digest: Digest) => Promise<string | undefined>;

/**
 * Removes files and images from every known store, unless somebody needs them. What a store refuses is answered, not thrown.
 * @param options.dryRun answers what would be removed and touches nothing.
 */
export async function removeFiles(
  removable: readonly Removable[],
  context: RegistryContext,
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<RemovalAnswer> {
  if (removable.length === 0) return { removed: [], kept: [], freed: 0, failed: [] };
  const policy = await readPolicy(await snapshotAt(context));
  const outcome = new Outcome();
  // What is only foreseen is told as of the last look at a remote.
  const { refresh: _, ...asLastRead } = context;
  const whyWanted = lookingAgain(digestsOf(removable), dryRun ? asLastRead : context);
  for (const it of removable) {
    const stores = knownStores(policy, it.model, context);
    outcome.miss(stores.unreached);
    for (const step of stepsOf(it, stores))
      await outcome.take(step.object, () => (dryRun ? foresee(step, whyWanted) : step.remove(whyWanted)));
  }
  return outcome.answer();
}

/** One object in one store. */
interface Step {
  readonly object: RemovedObject;
  readonly digests: readonly Digest[];
  has(): Promise<boolean>;
  remove(whyWanted: WhyWantedOf): Promise<Removal>;
}

/** Images first: one without its layers is of no use to anybody. */
function stepsOf({ owner, artifacts, images, composed }: Removable, stores: KnownStores): readonly Step[] {
  return [
    ...stores.images.flatMap(({ name, store }) =>
      (composed?.images ?? []).map((image): Step => {
        const { digest, manifest } = image;
        const named = composed?.with ?? digest;
        return {
          object: { store: name, digest, size: manifest.length, what: `${owner} serving image` },
          digests: [named],
          has: () => store.has(digest),
          remove: (whyWanted) => store.remove(image, () => whyWanted(named)),
        };
      }),
    ),
    ...stores.images.flatMap(({ name, store }) =>
      images.map((image): Step => {
        const { digest, manifest } = image;
        return {
          object: { store: name, digest, size: manifest.length, what: `${owner} image` },
          digests: [digest],
          has: () => store.has(digest),
          remove: (whyWanted) => store.remove(image, whyWanted),
        };
      }),
    ),
    ...stores.artifacts.flatMap((store) =>
      artifacts.map((artifact): Step => {
        const { digest, size, path, layer } = artifact;
        return {
          object: { store: store.name, digest, size, what: `${owner} ${path}` },
          digests: [digest, layer.digest],
          has: () => store.has(artifact),
          remove: (whyWanted) => store.remove(artifact, whyWanted),
        };
      }),
    ),
  ];
}

async function foresee({ has, digests }: Step, whyWanted: WhyWantedOf): Promise<Removal> {
  if (!(await has())) return { outcome: 'absent' };
  for (const digest of digests) {
    const why = await whyWanted(digest);
    if (why !== undefined) return { outcome: 'kept', why };
  }
  return { outcome: 'removed' };
}

/** Who needs a digest now: looked up anew whenever the registry or its proposals have moved since. */
function lookingAgain(digests: ReadonlySet<Digest>, context: RegistryContext): WhyWantedOf {
  const { repository, branch, recordsBranch, refresh } = context;
  let seen: { readonly tips: string; readonly users: Users; readonly objectionTo: ObjectionTo } | undefined;
  return async (digest) => {
    await refresh?.();
    const tips = `${await repository.tip(branch)} ${await repository.tip(recordsBranch)}`;
    if (seen?.tips !== tips)
      seen = { tips, users: await findUsers(digests, context), objectionTo: objectionsIn(context) };
    const { users, objectionTo } = seen;
    const living = users.living.get(digest) ?? [];
    if (living.length > 0) return [...new Set(living)].join(', ');
    for (const tombstone of users.erased.get(digest) ?? []) {
      const objection = await objectionTo(tombstone);
      if (objection !== undefined) return `${tombstone.model}@${tombstone.version}: ${objection}`;
    }
    return undefined;
  };
}

type ObjectionTo = (tombstone: Status) => Promise<string | undefined>;

/** Each is found once, and only where something is left to delete: it takes a walk through history. */
function objectionsIn(context: RegistryContext): ObjectionTo {
  const found = new Map<Status, Promise<string | undefined>>();
  return (tombstone) => {
    const objection = found.get(tombstone) ?? findObjection(tombstone, context);
    found.set(tombstone, objection);
    return objection;
  };
}

class Outcome {
  readonly #removed = new Map<string, RemovedObject>();
  readonly #kept = new Map<string, KeptObject>();
  readonly #failed: RemovalAnswer['failed'][number][] = [];

  miss(unreached: RemovalAnswer['failed']): void {
    for (const fault of unreached)
      if (!this.#failed.some(({ store }) => store === fault.store)) this.#failed.push(fault);
  }

  async take(what: RemovedObject, remove: () => Promise<Removal>): Promise<void> {
    const key = `${what.store} ${what.digest}`;
    try {
      const removal = await remove();
      if (removal.outcome === 'removed' && !this.#removed.has(key)) this.#removed.set(key, what);
      if (removal.outcome === 'kept' && !this.#kept.has(key)) this.#kept.set(key, { ...what, why: removal.why });
    } catch (error) {
      if (!(error instanceof MergelineError)) throw error;
      const why = error.hint === undefined ? error.message : `${error.message} ${error.hint}`;
      this.#failed.push({ store: what.store, digest: what.digest, why });
    }
  }

  answer(): RemovalAnswer {
    const removed = [...this.#removed.values()];
    const freed = removed.reduce((sum, { size }) => sum + size, 0);
    return { removed, kept: [...this.#kept.values()], freed, failed: this.#failed };
  }
}
