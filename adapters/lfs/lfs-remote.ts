import type { OpenBytes } from '../../core/ports/artifact-store.ts';
import type { Content } from '../filesystem/content-folder.ts';

/** An object to be brought to a remote. */
export interface Upload extends Content {
  /** Of the file, for people. */
  readonly path: string;
  readonly open: OpenBytes;
}

/** Where Git LFS objects are exchanged with others. Nothing can be deleted there: the protocol has no such thing. */
export interface LfsRemote {
  /** For people: `origin (https://host/team/models.git/info/lfs)`, without credentials. */
  readonly name: string;
  /** @throws MergelineError `REMOTE_FAILED`. */
  has(content: Content): Promise<boolean>;
  /**
   * The bytes as they come; whoever reads them verifies them.
   * @throws MergelineError `NOT_FOUND`, or `REMOTE_FAILED` while iterating.
   */
  download(content: Content): AsyncIterable<Uint8Array>;
  /**
   * Brings there what is not there yet; after it, everybody who may read the remote gets all of it.
   * @param onProgress told before each one that is sent.
   * @throws MergelineError `REMOTE_FAILED`, `INPUT_INVALID` for a file that is larger than the server takes.
   */
  upload(uploads: readonly Upload[], onProgress?: (path: string) => void): Promise<void>;
}
