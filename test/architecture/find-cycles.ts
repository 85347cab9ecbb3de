import type { SourceFile } from './source-file.ts';

/** Circles of imports that exist at run time, late ones too; each circle once, from its first file in alphabetical order. */
export function findCycles(files: readonly SourceFile[]): readonly (readonly string[])[] {
  const targets = new Map(
    files.map(({ path, imports }) => [
      path,
      imports.flatMap(({ kind, target }) => (kind !== 'type' && target ? [target] : [])),
    ]),
  );
  const finished = new Set<string>();
  const circles = new Map<string, readonly string[]>();

  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) {
      const circle = fromFirst(trail.slice(start));
      circles.set(circle.join(), circle);
    } else if (!finished.has(path)) {
      for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
      finished.add(path);
    }
  };
  for (const path of [...targets.keys()].sort()) visit(path, []);
  return [...circles.values()];
}

function fromFirst(circle: readonly string[]): readonly string[] {
  const first = circle.indexOf([...circle].sort()[0] as string);
  return [...circle.slice(first), ...circle.slice(0, first)];
}
