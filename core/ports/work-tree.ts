import type { Oid } from '../domain/records.ts';

/** The files of the registry as they lie where a person edits them. */
export interface WorkTree {
  /** Undefined when there is no such file, or nothing that could be one of a registry. */
  read(path: string): Promise<Uint8Array | undefined>;
  /**
   * Paths below a folder, in byte order, at which there may be other bytes than the committed ones, or none.
   * @param committed every file below the folder.
   */
  differing(folder: string, committed: ReadonlyMap<string, Oid>): Promise<readonly string[]>;
}
