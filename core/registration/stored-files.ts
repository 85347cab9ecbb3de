import type { Placement } from '../artifacts/placement.ts';
import { reportingBytes } from '../artifacts/reporting-bytes.ts';
import type { RegistryContext } from '../context.ts';
import type { PackedFile } from './pack-version.ts';
import type { RegistrationDraft } from './registration-draft.ts';

/**
 * The files of a registration on their way into the first store. A note names them from before the first byte until the
 * registry does, so that what a registration leaves behind can be found; one that stored nothing leaves no note.
 */
export class StoredFiles {
  readonly #draft: RegistrationDraft;
  readonly #store: Placement[0];
  readonly #context: RegistryContext;
  #note: string | undefined;
  #hasWritten = false;

  constructor(draft: RegistrationDraft, [store]: Placement, context: RegistryContext) {
    this.#draft = draft;
    this.#store = store;
    this.#context = context;
  }

  async store(files: readonly PackedFile[] = this.#draft.packed): Promise<void> {
    const { model, packed, created: at, request } = this.#draft;
    const artifacts = packed.map(({ artifact }) => artifact);
    this.#note ??= await this.#context.pendingWrites.note({ model, at, artifacts });
    const store = this.#context.openStore(this.#store, this.#draft.model);
    for (const { artifact, open } of files) {
      const reporting = reportingBytes(artifact, open, request.onProgress);
      if ((await store.write(artifact, reporting)) === 'written') this.#hasWritten = true;
    }
    // Before any commit names them: a manifest that others read names nothing that they cannot get.
    await store.copies?.share?.(
      files.map(({ artifact }) => artifact),
      request.onProgress,
    );
  }

  /** Somebody who found bytes that nobody needed may have removed them before the registry named them. */
  async storeMissing(): Promise<void> {
    const store = this.#context.openStore(this.#store, this.#draft.model);
    const { packed } = this.#draft;
    const isThere = await Promise.all(packed.map(({ artifact }) => store.has(artifact)));
    const missing = packed.filter((_, index) => !isThere[index]);
    if (missing.length > 0) await this.store(missing);
  }

  /** The registry names the files. */
  async settle(): Promise<void> {
    if (this.#note !== undefined) await this.#context.pendingWrites.drop(this.#note);
    this.#note = undefined;
  }

  /** Nothing will name them: what was written stays noted until somebody collects it. */
  async abandon(): Promise<void> {
    if (!this.#hasWritten) await this.settle();
  }
}
