/** Two programs, or two processors, that compute one number may end in different last digits. */
const sameWithin = 1e-9;

/** Relative to the larger of the two, and absolute for those below 1. */
export function isSameNumber(a: number, b: number): boolean {
  return Math.abs(a - b) <= sameWithin * Math.max(1, Math.abs(a), Math.abs(b));
}
