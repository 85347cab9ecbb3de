import { readdir, readFile, readlink } from 'node:fs/promises';

export interface PortHolder {
  readonly pid: number;
  /** The program's name alone: its arguments may hold secrets. */
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
    const command = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
    return { pid: Number(pid), command: command.trim() || 'another program' };
  }
  return undefined;
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
