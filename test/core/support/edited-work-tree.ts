import type { WorkTree } from '../../../core/ports/work-tree.ts';

/** A work tree that shows what is committed, but for these files; null for one that was deleted. */
export function editedWorkTree(files: Readonly<Record<string, string | null>>): WorkTree {
  return {
    read: async (path) => {
      const text = files[path];
      return text === undefined || text === null ? undefined : new TextEncoder().encode(text);
    },
    differing: async (folder) =>
      Object.keys(files)
        .filter((path) => path.startsWith(`${folder}/`))
        .sort(),
  };
}
