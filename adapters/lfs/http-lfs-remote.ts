import { hexOf } from '../../core/domain/digest.ts';
import { MergelineError } from '../../core/errors.ts';
import type { Content } from '../filesystem/content-folder.ts';
import { resuming } from '../http/resuming.ts';
import { type Action, hasExpired, type ObjectAnswer } from './batch-answer.ts';
import type { LfsApi } from './lfs-api.ts';
import type { LfsRemote, Upload } from './lfs-remote.ts';
import { ObjectSource } from './object-source.ts';
import { refusedBy, refusedUpload } from './remote-failure.ts';
import { sendObject } from './send-object.ts';

/** A Git LFS server. */
export class HttpLfsRemote implements LfsRemote {
  readonly name: string;
  readonly #api: LfsApi;
  /** Actions to download that were told together with the answer whether the object is there. */
  readonly #known = new Map<string, Action>();

  constructor(api: LfsApi) {
    this.name = api.addressee.name;
    this.#api = api;
  }

  async has(content: Content): Promise<boolean> {
    return content.size === 0 || (await this.#find(content)) !== undefined;
  }

  /** Goes on where a connection broke. */
  async *download(content: Content): AsyncGenerator<Uint8Array> {
    // Git LFS keeps no empty files.
    if (content.size === 0) return;
    const source = new ObjectSource(this.#api, () => this.#locate(content));
    try {
      yield* resuming(content.size, (at) => source.bytesFrom(at, content.size), this.#api.patience);
    } catch (error) {
      throw this.#api.failure(error);
    }
  }

  async upload(uploads: readonly Upload[], onProgress?: (path: string) => void): Promise<void> {
    const filled = uploads.filter(({ size }) => size > 0);
    const answers = await Promise.all(filled.map((upload) => this.#api.ask('upload', upload)));
    // Before a byte of the others is sent.
    for (const [index, upload] of filled.entries()) this.#refuse(upload, answers[index] as ObjectAnswer);
    for (const [index, upload] of filled.entries()) {
      const answer = answers[index] as ObjectAnswer;
      if (answer.kind === 'error' || answer.actions.upload === undefined) continue;
      onProgress?.(upload.path);
      await sendObject(upload, answer.actions, this.#api);
    }
  }

  #refuse(upload: Upload, answer: ObjectAnswer): void {
    if (answer.kind === 'error') throw refusedUpload(this.#api.addressee, answer, upload);
  }

  async #locate(content: Content): Promise<Action> {
    const known = this.#known.get(content.digest);
    this.#known.delete(content.digest);
    if (known !== undefined && !hasExpired(known, Date.now())) return known;
    const found = await this.#find(content);
    this.#known.delete(content.digest);
    if (found !== undefined) return found;
    throw new MergelineError('NOT_FOUND', `${this.name} has no object ${hexOf(content.digest)}.`, {
      hint: `Whoever registered the version has it. There: git lfs push --object-id ${this.#api.addressee.remote} ${hexOf(content.digest)}`,
    });
  }

  async #find(content: Content): Promise<Action | undefined> {
    const answer = await this.#api.ask('download', content);
    if (answer.kind === 'error') {
      if (answer.status === 404 || answer.status === 410) return undefined;
      throw refusedBy(this.#api.addressee, answer, 'download');
    }
    const { download } = answer.actions;
    if (download !== undefined) this.#known.set(content.digest, download);
    return download;
  }
}
