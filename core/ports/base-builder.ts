import type { Digest } from '../domain/digest.ts';
import type { Image } from '../domain/image.ts';

export interface BuiltBase {
  /** `linux/amd64` */
  readonly platform: string;
  /** Of Mergeline, whose prediction server is in it. */
  readonly release: string;
  readonly image: Image;
  readonly layers: readonly { readonly digest: Digest; readonly holds: string; readonly bytes: Uint8Array }[];
}

/** Makes serving bases of what lies on this machine: the only step that takes anything from it. */
export interface BaseBuilder {
  /**
   * The same programs and libraries give the same image, whatever the clock, the time zone or the umask.
   * @param platform another than this machine's is refused.
   * @throws MergelineError `USAGE` where no base for the platform can be made.
   */
  build(platform: string | undefined): Promise<BuiltBase>;
}
