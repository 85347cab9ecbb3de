import { shortDigest } from '../../core/domain/units.ts';
import type { Page } from '../page.ts';

/** The image by its short digest, which is all that people compare; where it lies and the whole digest with `--verbose`. */
export function imageText(
  image: { readonly reference: string; readonly digest: string } | null | undefined,
  page: Page,
): string | undefined {
  if (!image) return undefined;
  return page.verbose ? image.reference : shortDigest(image.digest);
}
