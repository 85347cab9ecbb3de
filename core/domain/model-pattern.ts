import type { ModelPattern, Policy } from './policy.ts';

/** `*` alone is every model; elsewhere a star stands for any characters but `/`: `risk/*`, `iris-*`. */
export function matchesModelPattern(pattern: ModelPattern, model: string): boolean {
  if (pattern === '*') return true;
  const [patterns, segments] = [pattern.split('/'), model.split('/')];
  return (
    patterns.length === segments.length && patterns.every((it, index) => matchesSegment(it, segments[index] ?? ''))
  );
}

/** The owners that `registry.yaml` gives to every model of that name, in the order written, each once. */
export function ownersOf(policy: Pick<Policy, 'owners'>, model: string): readonly string[] {
  const owners = policy.owners
    .filter(({ models }) => matchesModelPattern(models, model))
    .flatMap((line) => line.owners);
  return [...new Set(owners)];
}

/** Who answers for the policy itself: the owners of all models, or where nobody owns all of them, every owner. */
export function ownersOfAll({ owners }: Pick<Policy, 'owners'>): readonly string[] {
  const general = owners.filter(({ models }) => models === '*');
  const lines = general.some((line) => line.owners.length > 0) ? general : owners;
  return [...new Set(lines.flatMap((line) => line.owners))];
}

/** Every part between two stars is taken where it first occurs, which is right because stars are free. */
function matchesSegment(pattern: string, segment: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === segment;
  if (!segment.startsWith(first) || !segment.endsWith(last)) return false;
  const end = segment.length - last.length;
  let at = first.length;
  for (const part of rest) {
    const found = segment.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= end;
}
