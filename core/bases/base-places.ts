import type { RegistryContext } from '../context.ts';
import type { Digest } from '../domain/digest.ts';
import type { Policy } from '../domain/policy.ts';
import type { BaseStore } from '../ports/base-store.ts';

export interface BasePlace {
  readonly reference: string;
  readonly bases: BaseStore;
}

/** Every place where images are composed, as the placements of the policy have them: a base has to lie in each. */
export function basePlaces(
  { placement, stores }: Policy,
  digest: Digest,
  { openBases }: Pick<RegistryContext, 'openBases'>,
): readonly BasePlace[] {
  const places = new Map<string, BasePlace>();
  for (const line of placement) {
    const named = line.stores.flatMap((name) => stores.filter((store) => store.name === name));
    const bases = openBases(named);
    const reference = bases.reference(digest);
    places.set(reference, { reference, bases });
  }
  return [...places.values()];
}
