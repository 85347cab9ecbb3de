import type { NetworkZone } from './network-zone.ts';

export interface BrokenTransferOptions extends ErrorOptions {
  /** `GET https://ghcr.io`: never with a path or a query, which may hold what lets others in. */
  readonly request?: string;
  /** Whether another try may do better. */
  readonly isPassing?: boolean;
}

/** The server did not answer, or not to the end. */
export class BrokenTransfer extends Error {
  readonly request: string;
  readonly isPassing: boolean;
  readonly retryAfter = undefined;

  constructor(message: string, { request = '', isPassing = true, ...options }: BrokenTransferOptions = {}) {
    super(message, options);
    this.name = new.target.name;
    this.request = request;
    this.isPassing = isPassing;
  }
}

/** An answer after which the same request may succeed. */
export class ComeAgain extends Error {
  readonly isPassing = true;
  readonly retryAfter: number | undefined;

  /** @param retryAfter milliseconds that the server asks us to wait; undefined when it does not say. */
  constructor(message: string, retryAfter?: number) {
    super(message);
    this.name = new.target.name;
    this.retryAfter = retryAfter;
  }
}

/** What is wrong with an address; a zone when it leads there, `elsewhere` when the server itself moved to the internet. */
export type Objection =
  | 'no web'
  | 'user name'
  | 'plain'
  | 'other and plain'
  | 'elsewhere'
  | Exclude<NetworkZone, 'public'>;

const facts: Readonly<Record<Objection, string>> = {
  'no web': 'is no address of the web',
  'user name': 'holds a user name',
  plain: 'is not encrypted',
  'other and plain': 'is another host and not encrypted',
  elsewhere: 'has moved to another network',
  loopback: 'leads to this machine, which is a private network',
  'link-local': 'leads into the private network of a link',
  private: 'leads into a private network',
};

/** A server sends us to an address that we do not follow. */
export class UnusableAddress extends Error {
  /** `https://10.0.0.7`, without what may let others in. */
  readonly address: string;
  readonly objection: Objection;

  constructor(url: URL, objection: Objection) {
    const address = `${url.protocol}//${url.host}`;
    super(`${address} ${facts[objection]}`);
    this.name = new.target.name;
    this.address = address;
    this.objection = objection;
  }
}

/** An answer that no honest server gives. */
export class UnusableAnswer extends Error {
  /** @param fact to be read after the name of the server: `sends a token of more than 64 KiB`. */
  constructor(fact: string) {
    super(fact);
    this.name = new.target.name;
  }
}
