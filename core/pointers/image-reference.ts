import { placementOf } from '../artifacts/placement.ts';
import type { RegistryContext } from '../context.ts';
import type { Digest } from '../domain/digest.ts';
import type { Policy } from '../domain/policy.ts';
import type { Pointer } from '../domain/records.ts';

/** The image that a pointer names, as people pull it; `null` when it names none. */
export function imageReference(
  pointer: Pick<Pointer, 'image' | 'model'> | undefined,
  policy: Policy,
  { openImages }: Pick<RegistryContext, 'openImages'>,
): { readonly reference: string; readonly digest: Digest } | null {
  if (!pointer?.image) return null;
  const { digest } = pointer.image;
  return { reference: openImages(placementOf(policy, pointer.model), pointer.model).reference(digest), digest };
}
