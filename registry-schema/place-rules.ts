import type { Documents, Kind } from './documents.ts';
import type { Finding } from './finding.ts';
import { parsePath } from './layout.ts';
import { parseRecordPath } from './record-layout.ts';

/** Fields of a place that are called otherwise inside the file, or are not in it. */
const fieldOf: { readonly [K in Kind]?: Readonly<Record<string, string | undefined>> } = {
  Model: { model: 'name' },
  Evaluation: { id: undefined },
  Review: { digest: undefined },
};

/** A file says the same about itself as its path does. */
export function placeRules<K extends Kind>(kind: K, value: Documents[K], file: string): readonly Finding[] {
  const place = parsePath(file) ?? parseRecordPath(file);
  if (place === undefined || place.kind !== kind) return [];
  const { kind: _, ...names } = place;
  return Object.entries(names).flatMap(([name, told]) => {
    const renamed = fieldOf[kind];
    const field = renamed !== undefined && name in renamed ? renamed[name] : name;
    const said = field === undefined ? told : (value as unknown as Record<string, unknown>)[field];
    return said === told
      ? []
      : [{ path: [field ?? name], message: `is ${said}, but the path of the file says ${told}` }];
  });
}
