import type { Digest } from '../domain/digest.ts';
import type { ModelName, StageName } from '../domain/names.ts';
import type { Hold, Pointer, PointerChange, PointerImage, Waiver } from '../domain/records.ts';
import type { Version } from '../domain/version.ts';

export interface PointerIntent {
  readonly model: ModelName;
  readonly stage: StageName;
  readonly change: PointerChange;
  /** `null` empties the stage. */
  readonly holder: {
    readonly version: Version;
    readonly manifestDigest: Digest;
    readonly image: PointerImage | null;
  } | null;
  readonly card: Digest | null;
  readonly requestedBy: string;
  readonly reason: string;
  readonly waivers?: readonly Waiver[];
  readonly hold?: Hold;
  readonly breakGlass?: Pointer['breakGlass'];
}

/** The pointer that follows `base`: one generation later, naming what it replaces. A hold stays unless it is what changes. */
export function nextPointer(base: Pointer | undefined, intent: PointerIntent): Pointer {
  const { holder, waivers = [], breakGlass } = intent;
  const hold = intent.change === 'hold' ? intent.hold : (intent.hold ?? base?.hold);
  return {
    model: intent.model,
    stage: intent.stage,
    version: holder?.version ?? null,
    manifestDigest: holder?.manifestDigest ?? null,
    image: holder?.image ?? null,
    card: intent.card,
    generation: (base?.generation ?? 0) + 1,
    replaces: base?.version ?? null,
    change: intent.change,
    requestedBy: intent.requestedBy,
    reason: intent.reason,
    ...(hold === undefined ? {} : { hold }),
    waivers,
    ...(breakGlass === undefined ? {} : { breakGlass }),
  };
}
