import type { ServerResponse } from 'node:http';
import { afterEach } from 'vitest';
import { GitConfig } from '../../../adapters/git/layout/git-config.ts';
import { GitCredential } from '../../../adapters/lfs/git-credential.ts';
import { HttpAccess } from '../../../adapters/lfs/http-access.ts';
import { HttpLfsRemote } from '../../../adapters/lfs/http-lfs-remote.ts';
import { LfsApi } from '../../../adapters/lfs/lfs-api.ts';
import type { Upload } from '../../../adapters/lfs/lfs-remote.ts';
import { digestOf, hexOf } from '../../../core/domain/digest.ts';
import { verifiedBytes } from '../../../packaging/verified-bytes.ts';
import { chunksOf, collect, noise } from '../../support/bytes.ts';
import { type LfsServerOptions, type ServedLfs, serveLfs } from '../../support/lfs-server.ts';

export const bytes = noise(300_000);
export const content = { digest: digestOf(bytes), size: bytes.length };
export const oid = hexOf(content.digest);

interface Circumstances {
  readonly server?: LfsServerOptions;
  /** What a credential helper knows. */
  readonly knows?: string;
  readonly config?: ReadonlyMap<string, readonly string[]>;
  readonly idle?: number;
}

/** A Git LFS server for each test of a file, and what was asked of git and of the clock. */
export class LfsScene {
  served!: ServedLfs;
  /** Milliseconds that were waited for, without waiting. */
  pauses: number[] = [];
  /** The verbs that git was asked to carry out. */
  asked: string[] = [];

  constructor() {
    afterEach(() => this.served[Symbol.asyncDispose]());
  }

  async remoteOf({ server, knows, config = new Map(), idle = 5_000 }: Circumstances = {}): Promise<HttpLfsRemote> {
    this.served = await serveLfs(server);
    this.pauses = [];
    const { url } = this.served;
    const git = new GitCredential(this.#credentialHelper(knows), url);
    const access = new HttpAccess({ kind: 'http', url, asked: url }, new GitConfig(config), git);
    const pause = async (milliseconds: number) => this.pauses.push(milliseconds);
    const options = { patience: { tries: 4, idle, pause, random: () => 0 } };
    return new HttpLfsRemote(new LfsApi({ name: 'origin (test)', remote: 'origin' }, access, options));
  }

  #credentialHelper(knows: string | undefined) {
    this.asked = [];
    return {
      run: async ([, verb = '']: readonly string[]) => {
        this.asked.push(verb);
        const [username, password] = knows?.split(':') ?? [];
        return { code: knows ? 0 : 128, stdout: `username=${username}\npassword=${password}\n`, stderr: '' };
      },
    };
  }
}

export function fetched(remote: HttpLfsRemote): Promise<Buffer> {
  return collect(verifiedBytes(remote.download(content), content, 'model.onnx'));
}

export function upload(of: Buffer = bytes): Upload {
  return { path: 'model.onnx', digest: digestOf(of), size: of.length, open: () => chunksOf(of) };
}

export const isStorage = (path: string) => path.startsWith('/storage/');

export function answer(response: ServerResponse, status: number, headers: Record<string, string> = {}): 'answered' {
  response.writeHead(status, headers).end();
  return 'answered';
}
