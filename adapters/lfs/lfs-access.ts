import type { Operation } from './find-endpoint.ts';

/** The address of a server's Git LFS API, and the headers that let us in. */
export interface Entrance {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

/** How a server is entered. */
export interface LfsAccess {
  /** @throws MergelineError `REMOTE_FAILED` when nobody tells how. */
  enter(operation: Operation): Promise<Entrance>;
  /** After the server did not know us: whether another try may do better. What it refused is not used again. */
  renew(operation: Operation): Promise<boolean>;
  /** After the server let us in. */
  confirm(): Promise<void>;
  /** A text of the server, without what must not be shown. */
  conceal(text: string): string;
}
