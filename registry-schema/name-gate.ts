import { type Path, show } from './finding.ts';

/** ` (gate good of stage production)` behind a fault of a gate in `registry.yaml`, since nobody counts list items; else empty. */
export function nameGate(path: Path, document: unknown): string {
  const at = path.indexOf('gates');
  if (path[0] !== 'stages' || at < 0 || typeof path[at + 1] !== 'number') return '';
  const stage = nameIn(valueAt(document, path.slice(0, 2)), ['name']);
  const gate = nameIn(valueAt(document, path.slice(0, at + 2)), ['id', 'gate']);
  return stage === undefined || gate === undefined ? '' : ` (gate ${gate} of stage ${stage})`;
}

function valueAt(document: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[step] : undefined,
    document,
  );
}

/** A name that needs no quotes: anything else is no help beside the path. */
function nameIn(value: unknown, fields: readonly string[]): string | undefined {
  const names = fields.map((field) => valueAt(value, [field]));
  const name = names.find((it) => typeof it === 'string');
  return typeof name === 'string' && show(name) === `"${name}"` && name !== '' ? name : undefined;
}
