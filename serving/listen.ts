import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MergelineError } from '../core/errors.ts';
import { findPortHolder } from './port-holder.ts';

export interface ListenAddress {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}

/**
 * Starts listening.
 * @returns the URL that reaches the server from this machine.
 * @throws MergelineError `INPUT_INVALID` that says what holds the port, where that can be found, or why it is refused.
 */
export async function listen(server: Server, { host, port }: ListenAddress): Promise<string> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port }, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (cause) {
    throw await explain(cause as NodeJS.ErrnoException, { host, port });
  }
  return urlOf(server.address() as AddressInfo);
}

function urlOf({ address, family, port }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return `http://localhost:${port}`;
  return family === 'IPv6' ? `http://[${address}]:${port}` : `http://${address}:${port}`;
}

async function explain(cause: NodeJS.ErrnoException, { host, port }: ListenAddress): Promise<Error> {
  switch (cause.code) {
    case 'EADDRINUSE': {
      const holder = await findPortHolder(port);
      const by = holder === undefined ? '' : ` by ${holder.command} (process ${holder.pid})`;
      return new MergelineError('INPUT_INVALID', `Port ${port} is taken${by}.`, {
        hint: `Choose another one: --port ${port < 65_535 ? port + 1 : port - 1}`,
        cause,
      });
    }
    case 'EACCES':
      return new MergelineError('INPUT_INVALID', `Port ${port} may not be used by this user.`, {
        hint: 'Choose a port from 1024 upwards: --port 8080',
        cause,
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new MergelineError('INPUT_INVALID', `${host} is no address of this machine.`, {
        hint: 'Choose --host 127.0.0.1 for this machine alone, or --host 0.0.0.0 for every network it is in.',
        cause,
      });
    default:
      return cause;
  }
}
