/** The server did not answer, or not to the end. Another try may do better. */
export class BrokenTransfer extends Error {
  readonly isPassing = true;
  readonly retryAfter = undefined;

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = new.target.name;
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
