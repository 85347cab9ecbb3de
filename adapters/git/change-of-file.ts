import type { Oid } from '../../core/domain/records.ts';
import type { Change } from '../../core/ports/repository.ts';
import { kindOf } from './objects/tree-codec.ts';

interface Side {
  /** As in a tree object: `100644`. */
  readonly mode: string;
  readonly oid: Oid;
}

/**
 * What became of the file at a path. A link or a submodule is no file, also where it names the same object: a file that one
 * took the place of is gone. It is on neither side where there was no file and is none.
 */
export function changeOfFile(path: string, ...sides: readonly [Side | undefined, Side | undefined]): Change {
  const [before, after] = sides.map((side) => (side && kindOf(side.mode) === 'file' ? side.oid : undefined));
  return { path, ...(before && { before }), ...(after && { after }) };
}
