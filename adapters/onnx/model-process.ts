import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A process in which models run. */
export type ModelProcess = ChildProcess;

/** Where the system looks for libraries. Nothing else of this process's environment is a model's business. */
const inherited = ['LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'SystemRoot'];

/** A module that lies beside the one that asks: a file of the source tree or of the compiled one, as that is. */
export function entryBeside(name: string, importer: string): URL {
  return new URL(`./${name}${importer.endsWith('.ts') ? '.ts' : '.js'}`, importer);
}

/**
 * Starts a process that is spoken to by messages.
 * @param stderr `inherit` lets people see what native code says of its end.
 */
export function startModelProcess(entry: URL, { stderr }: { readonly stderr: 'ignore' | 'inherit' }): ModelProcess {
  const env = Object.fromEntries(inherited.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
  return fork(fileURLToPath(entry), {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', stderr, 'ipc'],
    execArgv: ['--max-semi-space-size=1'],
    env,
  });
}
