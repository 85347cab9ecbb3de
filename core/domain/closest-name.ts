/**
 * The known name that a misspelt one most likely means, or undefined when none is near.
 * Nearness is the optimal-string-alignment distance: insertions, deletions, substitutions and swapped neighbours.
 */
export function closestName(text: string, known: Iterable<string>): string | undefined {
  if (text.length > 100) return undefined;
  let best: { name: string; distance: number } | undefined;
  for (const name of known) {
    const distance = alignmentDistance(text.toLowerCase(), name.toLowerCase());
    if (distance <= Math.max(1, Math.floor(name.length / 3)) && (best === undefined || distance < best.distance)) {
      best = { name, distance };
    }
  }
  return best?.name;
}

/** `did you mean production?`, or the names there are when none is near. */
export function suggestName(text: string, known: readonly string[]): string | undefined {
  const near = closestName(text, known);
  if (near !== undefined) return `Did you mean ${near}?`;
  if (known.length === 0) return undefined;
  const shown = known.slice(0, 8).join(', ');
  return known.length > 8 ? `There are ${shown} and ${known.length - 8} more.` : `There is ${shown}.`;
}

function alignmentDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let distance = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        distance = Math.min(distance, (beforeLast[j - 2] ?? 0) + 1);
      row.push(distance);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
