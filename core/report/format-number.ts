/** At most six digits that matter: `0.966667`. */
export function formatNumber(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** All digits where rounding would hide that the two differ. */
export function formatAgainst(value: number, other: number): string {
  const short = formatNumber(value);
  return value !== other && short === formatNumber(other) ? String(value) : short;
}
