import type { Signature } from '../domain/manifest.ts';
import { compareSignatures } from '../gates/signature.ts';

/** Sentences; empty when both are the same, or neither is there. @param predecessor whose signature came first, as people call it. */
export function signatureDifferences(
  before: Signature | undefined,
  now: Signature | undefined,
  predecessor: string,
): readonly string[] {
  if (before === undefined || now === undefined) {
    if (before === now) return [];
    return [now ? `new; ${predecessor} has none` : 'gone'];
  }
  const { breaks, additions } = compareSignatures(before, now);
  return [...breaks.map((it) => `breaks callers: ${it}`), ...additions];
}
