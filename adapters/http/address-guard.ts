import { lookup as lookUp } from 'node:dns/promises';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { UnusableAddress } from './transfer-error.ts';

const privateRanges = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  privateRanges.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  privateRanges.addSubnet(net, bits, 'ipv6');

/** Whether an address is of this machine, of a network that the internet does not reach, or of a cloud's metadata service. */
export function isPrivateAddress(address: string): boolean {
  return privateRanges.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Where a server that somebody chose, the `home`, may send us: to itself; to others by https alone; and to a private address
 * only when it has one itself, so that a server of the internet cannot make us talk to machines that only we reach.
 */
export class AddressGuard {
  readonly #home: URL;
  #isHomePrivate: Promise<boolean> | undefined;

  constructor(home: URL) {
    this.#home = home;
  }

  /**
   * What a connection to the URL resolves names with; undefined where any address will do.
   * @throws UnusableAddress
   */
  async check(url: URL): Promise<LookupFunction | undefined> {
    if (url.protocol !== 'https:' && url.protocol !== 'http:')
      throw new UnusableAddress(url, 'is no address of the web');
    if (url.username !== '' || url.password !== '') throw new UnusableAddress(url, 'holds a user name');
    if (url.hostname === this.#home.hostname) {
      if (url.protocol === 'http:' && this.#home.protocol === 'https:')
        throw new UnusableAddress(url, 'is not encrypted');
      return undefined;
    }
    if (url.protocol !== 'https:') throw new UnusableAddress(url, 'is another host and not encrypted');
    this.#isHomePrivate ??= hasPrivateAddress(hostOf(this.#home));
    if (await this.#isHomePrivate) return undefined;
    if (isIP(hostOf(url)) !== 0 && isPrivateAddress(hostOf(url))) throw privateAddress(url);
    return lookupPublic(url);
  }
}

/** The same answer decides and is connected to: a name cannot mean one address when asked and another one afterwards. */
function lookupPublic(url: URL): LookupFunction {
  return (hostname, { all, ...options }, callback) => {
    lookUp(hostname, { ...options, all: true }).then(
      (found) => {
        const [first] = found;
        if (first === undefined || found.some(({ address }) => isPrivateAddress(address)))
          callback(privateAddress(url), '');
        else if (all) callback(null, found);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    );
  };
}

function privateAddress(url: URL): UnusableAddress {
  return new UnusableAddress(url, 'leads into a private network');
}

async function hasPrivateAddress(host: string): Promise<boolean> {
  if (isIP(host) !== 0) return isPrivateAddress(host);
  const found = await lookUp(host, { all: true }).catch(() => []);
  return found.some(({ address }) => isPrivateAddress(address));
}

/** Without the brackets of an IPv6 address. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}
