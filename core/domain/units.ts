/** 1000-based, as OCI tools and disks count: `1.2 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const amount = bytes / 1000 ** power;
  return `${power === 0 || amount >= 100 ? Math.round(amount) : amount.toFixed(1)} ${units[power]}`;
}

/** `2026-11-25 10:00 UTC` */
export function formatInstant(instant: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/.exec(instant);
  return match ? `${match[1]} ${match[2]} UTC` : instant;
}

/** A column of times: to the minute, or with seconds where two of them would look alike. */
export function formatInstants(instants: readonly string[]): readonly string[] {
  const minutes = instants.map(formatInstant);
  if (new Set(minutes).size === minutes.length) return minutes;
  return instants.map((instant) => instant.replace(/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2}).*$/, '$1 $2 UTC'));
}

/** At most six significant digits, or as many as are asked for. */
export function formatNumber(value: number, digits = 6): string {
  if (!Number.isFinite(value)) return String(value);
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(digits)));
}

/** `sha256:0123456789ab` */
export function shortDigest(digest: string): string {
  return digest.slice(0, 'sha256:'.length + 12);
}

export function shortOid(oid: string): string {
  return oid.slice(0, 10);
}

/** `1 row`, `3 rows`; an irregular plural is given. */
export function count(amount: number, noun: string, plural = `${noun}s`): string {
  return `${amount} ${amount === 1 ? noun : plural}`;
}
