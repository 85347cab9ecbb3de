import type { RegistryContext } from '../context.ts';
import { MergelineError } from '../errors.ts';
import type { Snapshot } from '../ports/repository.ts';
import { commitMessage } from './commit-message.ts';
import { transact } from './transact.ts';

export interface NewRecord {
  readonly path: string;
  /** Makes the file's bytes on the records as they stand. */
  readonly encode: (records: Snapshot) => Uint8Array | Promise<Uint8Array>;
  readonly subject: string;
  readonly reason?: string;
}

/** Adds a create-once file to the records branch; one that is there already stays. */
export async function addRecord(
  { path, encode, subject, reason = '' }: NewRecord,
  context: RegistryContext,
): Promise<void> {
  const message = commitMessage(subject, reason, { actor: context.actor });
  await transact(
    {
      branch: context.recordsBranch,
      decide: async (records) => {
        if ((await records.find(path)) !== undefined) return { kind: 'answer', answer: undefined };
        return { kind: 'write', edits: [{ path, bytes: await encode(records) }], message, answer: () => undefined };
      },
    },
    context,
  );
}

/**
 * Records what the registry branch says already. A record that cannot be written now does not undo that, so it is no
 * failure: the next publication finds it missing and makes it.
 */
export async function recordOrLeave(record: () => Promise<void>): Promise<void> {
  try {
    await record();
  } catch (error) {
    if (!(error instanceof MergelineError)) throw error;
  }
}
