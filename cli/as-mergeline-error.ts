import { MergelineError } from '../core/errors.ts';

const issues = 'https://github.com/mergeline/mergeline/issues';
const diskFaults = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO', 'EMFILE', 'ENFILE']);

/** Whatever was thrown, as something that can be explained: what nobody foresaw is a bug and says where to report it. */
export function asMergelineError(thrown: unknown): MergelineError {
  if (thrown instanceof MergelineError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (fieldOf(thrown, 'syscall') === 'uv_cwd') {
    return new MergelineError('USAGE', 'The current directory does not exist any more.', {
      hint: 'Change to one that does, and run the command again.',
      cause: thrown,
    });
  }
  if (diskFaults.has(fieldOf(thrown, 'code'))) {
    return new MergelineError('STORAGE_FAILED', `The machine refused: ${message}.`, {
      hint: 'Make room, or mend the disk or its permissions, then run the same command again.',
      cause: thrown,
    });
  }
  return new MergelineError('INTERNAL', `Something unforeseen happened: ${message || 'no message'}`, {
    hint: `This is a bug. Report it at ${issues} with the command and its output; MERGELINE_DEBUG=1 adds the stack.`,
    cause: thrown,
  });
}

/** What Node says of an error of the operating system. */
function fieldOf(thrown: unknown, field: 'code' | 'syscall'): string {
  return thrown instanceof Error && field in thrown ? String((thrown as NodeJS.ErrnoException)[field]) : '';
}
