/** The files of the registry as they lie where a person edits them. */
export interface WorkTree {
  /** Undefined when there is no such file, or nothing that could be one of a registry. */
  read(path: string): Promise<Uint8Array | undefined>;
}
