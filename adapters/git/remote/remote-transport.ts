import type { Oid } from '../../../core/domain/records.ts';

/** Moves, makes (`from` undefined) or removes (`to` undefined) one branch of a remote. */
export interface RemoteMove {
  readonly branch: string;
  readonly from: Oid | undefined;
  readonly to: Oid | undefined;
}

/** How a clone and its remote exchange objects. */
export interface RemoteTransport {
  /**
   * Brings `refs/remotes/<remote>/*` to where the remote's branches are.
   * @throws MergelineError `REMOTE_FAILED`.
   */
  fetch(): Promise<void>;
  /**
   * The branch that the remote's HEAD names; undefined when it names none.
   * @throws MergelineError `REMOTE_FAILED`.
   */
  defaultBranch(): Promise<string | undefined>;
  /**
   * Compare-and-swap at the remote; `refs/remotes/<remote>/<branch>` follows. `refused` when the branch was not at `from` or was locked there.
   * @throws MergelineError `REMOTE_FAILED`; whether the branch moved is unknown then.
   */
  push(move: RemoteMove): Promise<'moved' | 'refused'>;
}
