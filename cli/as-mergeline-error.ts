import { MergelineError } from '../core/errors.ts';

const issues = 'https://github.com/mergeline/mergeline/issues';
const diskFaults = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EMFILE', 'ENFILE']);

/** Whatever was thrown, as something that can be explained: what nobody foresaw is a bug and says where to report it. */
export function asMergelineError(thrown: unknown): MergelineError {
  if (thrown instanceof MergelineError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (diskFaults.has(codeOf(thrown))) {
    return new MergelineError('STORAGE_FAILED', `The machine refused: ${message}.`, {
      hint: 'Make room or fix the disk, then run the same command again.',
      cause: thrown,
    });
  }
  return new MergelineError('INTERNAL', `Something unforeseen happened: ${message || 'no message'}`, {
    hint: `This is a bug. Report it at ${issues} with the command and its output; MERGELINE_DEBUG=1 adds the stack.`,
    cause: thrown,
  });
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
}
