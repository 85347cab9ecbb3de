import { randomBytes } from 'node:crypto';
import promises from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Oid } from '../../../core/domain/records.ts';
import { MergelineError } from '../../../core/errors.ts';
import type { GitLayout } from '../layout/find-git-layout.ts';
import { lostRace } from './lost-race.ts';
import type { RemoteMove, RemoteTransport } from './remote-transport.ts';
import { withoutCredentials } from './without-credentials.ts';

/**
 * By isomorphic-git, for `http(s)` remotes on a machine without the git program. It has no compare-and-swap of its own: the
 * server compares with what it advertised, and a look just before sending compares that with what we expect.
 */
export class HttpTransport implements RemoteTransport {
  readonly #layout: GitLayout;
  readonly #remote: string;
  readonly #url: string;

  constructor(layout: GitLayout, remote: string, url: string) {
    this.#layout = layout;
    this.#remote = remote;
    this.#url = url;
  }

  async fetch(): Promise<void> {
    const { git, shared } = await this.#open();
    const refs = await this.#orFail('be read', () =>
      git.listServerRefs({ ...shared, url: this.#url, prefix: 'refs/heads/', headers: this.#headers() }),
    );
    const tracked = new Map(await this.#tracked());
    for (const { ref, oid } of refs) {
      const branch = ref.slice('refs/heads/'.length);
      if (tracked.get(branch) !== oid) {
        const what = { ref: branch, singleBranch: true, tags: false, remote: this.#remote, headers: this.#headers() };
        await this.#orFail('be read', () => git.fetch({ ...shared, ...what, url: this.#url }));
      }
      tracked.delete(branch);
    }
    for (const branch of tracked.keys()) await git.deleteRef({ ...shared, ref: this.#trackingRef(branch) });
  }

  async defaultBranch(): Promise<string | undefined> {
    const { git, shared } = await this.#open();
    const what = { url: this.#url, prefix: 'HEAD', symrefs: true, headers: this.#headers() };
    const refs = await this.#orFail('be read', () => git.listServerRefs({ ...shared, ...what }));
    return /^refs\/heads\/(.+)$/.exec(refs.find(({ ref }) => ref === 'HEAD')?.target ?? '')?.[1];
  }

  async push({ branch, from, to }: RemoteMove): Promise<'moved' | 'refused'> {
    const { git, shared } = await this.#open();
    const remoteRef = `refs/heads/${branch}`;
    const source = `refs/mergeline/push-${randomBytes(6).toString('hex')}`;
    let isThere = true;
    const onPrePush = ({ remoteRef: { oid } }: { remoteRef: { oid: string } }) => {
      isThere = /^0*$/.test(oid) ? from === undefined : oid === from;
      return isThere;
    };
    try {
      // Also to remove a branch, isomorphic-git wants to see a ref here.
      await git.writeRef({ ...shared, ref: source, value: (to ?? from) as Oid });
      const what = {
        url: this.#url,
        remote: this.#remote,
        remoteRef,
        force: true,
        onPrePush,
        headers: this.#headers(),
      };
      await git.push({ ...shared, ...what, ref: source, delete: to === undefined });
    } catch (error) {
      if (!isThere || lostRace.test((error as Error).message)) return 'refused';
      throw this.#failure('be written', error);
    } finally {
      await git.deleteRef({ ...shared, ref: source });
    }
    const ref = this.#trackingRef(branch);
    await (to === undefined
      ? git.deleteRef({ ...shared, ref })
      : git.writeRef({ ...shared, ref, value: to, force: true }));
    return 'moved';
  }

  async #open() {
    const [git, { default: http }] = await Promise.all([import('isomorphic-git'), import('isomorphic-git/http/node')]);
    const fs = { promises: { ...promises, writeFile: writeWhole } };
    return { git, shared: { fs, http, gitdir: this.#layout.commonDir, cache: {} } };
  }

  /** As `actions/checkout` leaves them: `http.<url>.extraheader`. A new object each time, as isomorphic-git adds its own to it. */
  #headers(): Record<string, string> {
    const { config } = this.#layout;
    const names = config.names().filter((name) => /^http\.(?:.*\.)?extraheader$/.test(name));
    const fitting = names.filter((name) => this.#url.startsWith(name.slice('http.'.length, -'extraheader'.length - 1)));
    const lines = fitting.map((name) => config.get(name) ?? '').filter((line) => line.includes(':'));
    return Object.fromEntries(
      lines.map((line) => [line.split(':')[0]?.trim(), line.slice(line.indexOf(':') + 1).trim()]),
    );
  }

  async #tracked(): Promise<readonly [string, Oid][]> {
    const { git, shared } = await this.#open();
    const branches = (await git.listBranches({ ...shared, remote: this.#remote })).filter((it) => it !== 'HEAD');
    return Promise.all(
      branches.map(
        async (branch): Promise<[string, Oid]> => [
          branch,
          (await git.resolveRef({ ...shared, ref: this.#trackingRef(branch) })) as Oid,
        ],
      ),
    );
  }

  #trackingRef(branch: string): string {
    return `refs/remotes/${this.#remote}/${branch}`;
  }

  async #orFail<T>(what: string, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw this.#failure(what, error);
    }
  }

  #failure(what: string, error: unknown): MergelineError {
    const { message } = error as Error;
    return new MergelineError(
      'REMOTE_FAILED',
      `The remote ${this.#remote} could not ${what}: ${withoutCredentials(message)}`,
      {
        hint: 'Credentials are taken from git config http.<url>.extraheader; with the git program, from its credential helpers.',
        cause: error,
      },
    );
  }
}

/** isomorphic-git writes in place, and a reader that meets an empty ref falls back to an older packed one. */
async function writeWhole(path: string, bytes: Uint8Array | string): Promise<void> {
  const scratch = join(dirname(path), `tmp_${randomBytes(6).toString('hex')}`);
  await promises.writeFile(scratch, bytes, { flush: true });
  await promises.rename(scratch, path);
}
