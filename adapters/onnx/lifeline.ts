import { Worker } from 'node:worker_threads';

/** Once a thread found its parent changed, nobody can ask the process to end any more. */
const watch = `
const { workerData } = require('node:worker_threads');
setInterval(() => { if (process.ppid !== workerData) process.kill(process.pid, 'SIGKILL'); }, 500);
`;

/**
 * Ends this process soon after its parent is gone, also while a model holds up its JavaScript: without this, a model
 * that never ends would run on when the parent is killed. On Windows, where nobody inherits a child, it does nothing.
 */
export function holdLifeline(): void {
  new Worker(watch, { eval: true, workerData: process.ppid, execArgv: [], env: {} }).unref();
}
