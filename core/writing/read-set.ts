import type { Oid } from '../domain/records.ts';
import type { Snapshot } from '../ports/repository.ts';

/** Everything a decision looked at, so that it need not be made again when only other things have changed. */
export interface ReadSet {
  /** Reads through to the original and notes each path. */
  readonly snapshot: Snapshot;
  /** True when every path that was looked at names the same object there. */
  holdsIn(other: Snapshot): Promise<boolean>;
}

export function recordReads(original: Snapshot): ReadSet {
  const seen = new Map<string, Oid | undefined>();
  const note = async (path: string): Promise<Oid | undefined> => {
    const oid = await original.find(path);
    seen.set(path, oid);
    return oid;
  };
  return {
    snapshot: {
      commit: original.commit,
      find: note,
      async read(path) {
        const file = await original.read(path);
        seen.set(path, file?.oid);
        return file;
      },
      async list(folder) {
        await note(folder);
        return await original.list(folder);
      },
      async *walk(folder) {
        await note(folder);
        yield* original.walk(folder);
      },
      readMany: (oids) => original.readMany(oids),
    },
    async holdsIn(other) {
      for (const [path, oid] of seen) if ((await other.find(path)) !== oid) return false;
      return true;
    },
  };
}
