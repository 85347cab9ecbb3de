import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { MergelineError } from '../../core/errors.ts';

const run = promisify(execFile);

/**
 * Where the shared libraries lie that programs need to start, as the dynamic linker of this machine finds them, itself
 * among them: ldd(1).
 * @param within a folder whose libraries travel with the program anyway.
 * @throws MergelineError `USAGE` where one is missing or there is no `ldd`.
 */
export async function sharedLibrariesOf(programs: readonly string[], within: string): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const program of programs) {
    const { stdout } = await run('ldd', [program], { env: { PATH: process.env['PATH'], LC_ALL: 'C' } }).catch(
      (cause) => {
        throw new MergelineError('USAGE', `ldd cannot tell which libraries ${program} needs.`, { cause });
      },
    );
    for (const library of parseLibraries(stdout, program)) if (!library.startsWith(`${within}/`)) found.add(library);
  }
  return [...found].sort();
}

/** @throws MergelineError `USAGE` for a library that the linker does not find. */
export function parseLibraries(text: string, program: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const [, missing] = /^\s*(\S+) => not found/.exec(line) ?? [];
    if (missing !== undefined) {
      throw new MergelineError('USAGE', `${program} needs ${missing}, which this machine does not have.`);
    }
    const [, path] = /(?:=> |^\s+)(\/.+) \(0x/.exec(line) ?? [];
    return path === undefined ? [] : [path];
  });
}
