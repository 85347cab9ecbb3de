/**
 * Preloaded with `--import`: attaches strace to the one thread that does the file operations of this process, so that its
 * n-th call is the same one in every run, and none of the start of Node is hit. `STRACE_OPTIONS` is a list in JSON.
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const { STRACE_OPTIONS = '', UV_THREADPOOL_SIZE } = process.env;
if (UV_THREADPOOL_SIZE !== '1') throw new Error('UV_THREADPOOL_SIZE has to be 1.');
// The pool has no thread before its first task.
await stat('/');
const thread = readdirSync('/proc/self/task').find((id) => read(id, 'comm').startsWith('libuv-worker'));
if (thread === undefined) throw new Error('There is no thread of the pool.');
const strace = spawn('strace', ['-qq', ...JSON.parse(STRACE_OPTIONS), '-p', thread], { stdio: 'ignore' });
strace.unref();
while (strace.exitCode === null && read(thread, 'status').includes('TracerPid:\t0\n')) await sleep(2);
if (strace.exitCode !== null) throw new Error('strace did not attach.');

function read(id: string, name: string): string {
  return readFileSync(`/proc/self/task/${id}/${name}`, 'utf8');
}
