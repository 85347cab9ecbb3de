const passing = new Set([408, 425, 429, 499, 500, 502, 503, 504, 522, 524]);

/** Whether another try may get another answer than this one. */
export function isPassingStatus(status: number): boolean {
  return passing.has(status);
}
