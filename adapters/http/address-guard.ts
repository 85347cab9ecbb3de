import type { LookupAddress, LookupOptions } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { type NetworkZone, zoneOf } from './network-zone.ts';
import { UnusableAddress } from './transfer-error.ts';

export type LookUp = (hostname: string, options: LookupOptions & { readonly all: true }) => Promise<LookupAddress[]>;

const farthestFirst: readonly NetworkZone[] = ['public', 'private', 'loopback', 'link-local'];

/**
 * Where a server that somebody chose, the `home`, may send us: to itself, to others on the internet, and to others in the
 * network that it is in itself; to others by https alone. It must not make us talk to machines that only we reach, and never to
 * those on our own link, where machines of a cloud are given their credentials.
 */
export class AddressGuard {
  readonly #home: URL;
  readonly #lookUp: LookUp;
  /** Unknown until its name was looked up; from then on it stays where it was. */
  #homeZone: NetworkZone | undefined;

  constructor(home: URL, lookUp: LookUp = lookup) {
    this.#home = home;
    this.#lookUp = lookUp;
    if (isIP(hostOf(home)) !== 0) this.#homeZone = zoneOf(hostOf(home));
  }

  /**
   * What a connection to the URL has to resolve its name with, so that it leads to an address that was looked at: a name may mean
   * another one the next time. Undefined for an address that is a number.
   * @throws UnusableAddress
   */
  async check(url: URL): Promise<LookupFunction | undefined> {
    this.#checkForm(url);
    const host = hostOf(url);
    if (this.#isHome(url)) return isIP(host) === 0 ? this.#lookupHome(url) : undefined;
    const home = await this.#findHomeZone();
    const isOpen = (zone: NetworkZone) => zone === 'public' || (zone === home && zone !== 'link-local');
    if (isIP(host) === 0) return this.#lookup(url, () => isOpen);
    if (!isOpen(zoneOf(host))) throw refused(url, zoneOf(host));
    return undefined;
  }

  #checkForm(url: URL): void {
    if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new UnusableAddress(url, 'no web');
    if (url.username !== '' || url.password !== '') throw new UnusableAddress(url, 'user name');
    if (url.protocol === 'https:') return;
    if (!this.#isHome(url)) throw new UnusableAddress(url, 'other and plain');
    if (this.#home.protocol === 'https:') throw new UnusableAddress(url, 'plain');
  }

  #isHome({ hostname }: URL): boolean {
    return hostname === this.#home.hostname;
  }

  #lookupHome(url: URL): LookupFunction {
    return this.#lookup(url, (found) => {
      this.#homeZone ??= farthestOf(found);
      return (zone) => zone === this.#homeZone;
    });
  }

  /** Resolves names to those of their addresses that are open to us. */
  #lookup(url: URL, opening: (found: readonly LookupAddress[]) => (zone: NetworkZone) => boolean): LookupFunction {
    const open = async (hostname: string, options: LookupOptions): Promise<[LookupAddress, ...LookupAddress[]]> => {
      const found = await this.#lookUp(hostname, { ...options, all: true });
      // Behind a proxy it is the proxy's name that is asked for.
      const isOpen = hostname === hostOf(url) ? opening(found) : () => true;
      const [first, ...others] = found.filter(({ address }) => isOpen(zoneOf(address)));
      if (first === undefined) throw refused(url, farthestOf(found));
      return [first, ...others];
    };
    return (hostname, options, callback) => {
      open(hostname, options).then(
        (found) => {
          if (options.all) callback(null, found);
          else callback(null, found[0].address, found[0].family);
        },
        (error: NodeJS.ErrnoException) => callback(error, ''),
      );
    };
  }

  /** One that cannot be looked up, as behind a proxy, counts as one on the internet. */
  async #findHomeZone(): Promise<NetworkZone> {
    if (this.#homeZone !== undefined) return this.#homeZone;
    const found = await this.#lookUp(hostOf(this.#home), { all: true }).catch(() => undefined);
    if (found === undefined) return 'public';
    this.#homeZone ??= farthestOf(found);
    return this.#homeZone;
  }
}

function refused(url: URL, zone: NetworkZone): UnusableAddress {
  return new UnusableAddress(url, zone === 'public' ? 'elsewhere' : zone);
}

function farthestOf(found: readonly LookupAddress[]): NetworkZone {
  const reached = new Set(found.map(({ address }) => zoneOf(address)));
  return farthestFirst.find((zone) => reached.has(zone)) ?? 'public';
}

/** Without the brackets of an IPv6 address. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}
