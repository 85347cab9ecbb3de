/**
 * Preloaded with `--import`: attaches strace to one of the two threads that work on files, so that its n-th call is the
 * same one in every run, and none of the start of Node is hit. `STRACE_THREAD` is `main`, where short calls are made in
 * place, or `pool`; `STRACE_OPTIONS` is a list in JSON.
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const { STRACE_OPTIONS = '', STRACE_THREAD, UV_THREADPOOL_SIZE } = process.env;
if (UV_THREADPOOL_SIZE !== '1') throw new Error('UV_THREADPOOL_SIZE has to be 1.');
// The pool has no thread before its first task.
await stat('/');
const pool = readdirSync('/proc/self/task').find((id) => read(id, 'comm').startsWith('libuv-worker'));
const thread = STRACE_THREAD === 'main' ? String(process.pid) : pool;
if (thread === undefined) throw new Error('There is no thread of the pool.');
const strace = spawn('strace', ['-qq', ...JSON.parse(STRACE_OPTIONS), '-p', thread], { stdio: 'ignore' });
strace.unref();
while (strace.exitCode === null && read(thread, 'status').includes('TracerPid:\t0\n')) await sleep(2);
if (strace.exitCode !== null) throw new Error('strace did not attach.');

function read(id: string, name: string): string {
  return readFileSync(`/proc/self/task/${id}/${name}`, 'utf8');
}
