import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename } from 'node:path';

export interface PortHolder {
  readonly pid: number;
  /** The program and the script or module that it runs, `node mergeline.cjs`: what follows may hold secrets. */
  readonly command: string;
}

/**
 * The process that listens on a TCP port of this machine. Linux only, and only a process that this user may look at;
 * undefined otherwise. Reads /proc/net/tcp and /proc/<pid>/fd: proc(5).
 */
export async function findPortHolder(port: number): Promise<PortHolder | undefined> {
  const inodes = await listeningSockets(port);
  if (inodes.size === 0) return undefined;
  const processes = (await readdir('/proc').catch(() => [])).filter((name) => /^[0-9]+$/.test(name));
  for (const pid of processes) {
    if (!(await holdsSocket(pid, inodes))) continue;
    const answerable = await supervisorOf(pid);
    return { pid: Number(answerable), command: await commandOf(answerable) };
  }
  return undefined;
}

/** A data plane that somebody ends comes back: whoever wants the port must end its supervisor. */
async function supervisorOf(pid: string): Promise<string> {
  const [cmdline, status] = await Promise.all(
    ['cmdline', 'status'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
  );
  if (!/\/supervisor\/data-plane\.[jt]s\0/.test(cmdline ?? '')) return pid;
  return /^PPid:\s+([0-9]+)$/m.exec(status ?? '')?.[1] ?? pid;
}

async function commandOf(pid: string): Promise<string> {
  const [cmdline, comm] = await Promise.all(
    ['cmdline', 'comm'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
  );
  return shownCommand(cmdline?.split('\0') ?? []) || comm?.trim() || 'another program';
}

/** The words of a command line that name what runs. A program that names itself anew writes one word with spaces. */
export function shownCommand([program = '', word = '', next = '']: readonly string[]): string {
  const name = basename(program.split(' ')[0] ?? '');
  if (word === '-m' && /^[\w.]+$/.test(next)) return `${name} -m ${next}`;
  const isScript = /^[\w@+./-]*[\w+-]\.[a-z]{2,4}$/.test(word) && !word.startsWith('-');
  return isScript ? `${name} ${basename(word)}` : name;
}

const listening = '0A';

/** The inodes of the sockets that listen on the port, over IPv4 and IPv6. */
async function listeningSockets(port: number): Promise<ReadonlySet<string>> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')),
  );
  const rows = tables.flatMap((table) => table.split('\n').slice(1)).map((line) => line.trim().split(/\s+/));
  const found = rows.filter(([, local = '', , state]) => local.endsWith(suffix) && state === listening);
  return new Set(found.map((columns) => `socket:[${columns[9]}]`));
}

async function holdsSocket(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  for (const descriptor of descriptors) {
    const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
    if (inodes.has(target)) return true;
  }
  return false;
}
