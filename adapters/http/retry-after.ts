/** Milliseconds of a `Retry-After` header, seconds or a date: https://datatracker.ietf.org/doc/html/rfc9110#name-retry-after */
export function parseRetryAfter(value: string | undefined, now = Date.now()): number | undefined {
  if (value === undefined) return undefined;
  if (/^[0-9]{1,9}$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
