import type { Edit, Snapshot } from '../ports/repository.ts';

/** What a write would do, or did. */
export interface PlanAnswer {
  readonly branch: string;
  /** Whether the branch would be proposed; a direct commit otherwise. */
  readonly proposal: boolean;
  readonly message: string;
  readonly files: readonly {
    readonly path: string;
    readonly action: 'add' | 'change' | 'remove';
    readonly content?: string;
  }[];
}

/** Says what a commit would do, for `--dry-run`; `proposal` where its branch would be proposed. */
export async function describePlan(
  branch: string,
  snapshot: Snapshot,
  { edits, message }: { readonly edits: readonly Edit[]; readonly message: string },
  { proposal = false }: { readonly proposal?: boolean } = {},
): Promise<PlanAnswer> {
  const files = edits.map(async (edit) => {
    if ('remove' in edit) return { path: edit.path, action: 'remove' as const };
    const exists = (await snapshot.find(edit.path)) !== undefined;
    return {
      path: edit.path,
      action: exists ? ('change' as const) : ('add' as const),
      content: new TextDecoder().decode(edit.bytes),
    };
  });
  return { branch, proposal, message, files: await Promise.all(files) };
}
