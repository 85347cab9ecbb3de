/** The server did not answer, or not to the end. Another try may do better. */
export class BrokenTransfer extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = new.target.name;
  }
}

/** A server sends us to an address that we do not follow. */
export class UnusableAddress extends Error {
  /** @param why what is wrong about it, to be read after the address: `is not encrypted`. */
  constructor(url: URL, why: string) {
    super(`${url.protocol}//${url.host} ${why}`);
    this.name = new.target.name;
  }
}

/** An answer that no honest server gives. */
export class UnusableAnswer extends Error {
  /** @param fact to be read after the name of the server: `answers with more than 4 MB`. */
  constructor(fact: string) {
    super(fact);
    this.name = new.target.name;
  }
}
