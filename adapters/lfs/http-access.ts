import type { GitConfig } from '../git/layout/git-config.ts';
import { withoutCredentials } from '../git/remote/without-credentials.ts';
import type { Endpoint } from './find-endpoint.ts';
import type { Credential, GitCredential } from './git-credential.ts';
import type { Entrance, LfsAccess } from './lfs-access.ts';

/**
 * Enters as git would: with the headers of git config `http.<url>.extraheader`, with the user name and password of the
 * address, and otherwise as nobody, until the server asks who we are.
 */
export class HttpAccess implements LfsAccess {
  readonly #url: URL;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #git: GitCredential | undefined;
  #credential: Credential | undefined;
  #isConfirmed = false;
  /** Whatever was sent to let us in. */
  readonly #secrets = new Set<string>();

  /** @param git absent where there is no git program to ask. */
  constructor({ url, asked }: Endpoint & { readonly kind: 'http' }, config: GitConfig, git?: GitCredential) {
    this.#url = withoutUser(url);
    this.#headers = extraHeaders(this.#url, config);
    this.#git = git;
    const { username, password } = url.password === '' ? asked : url;
    if (password !== '') {
      this.#credential = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
      this.#isConfirmed = true;
    }
  }

  async enter(): Promise<Entrance> {
    const headers = { ...this.#headers, ...(this.#credential && { authorization: basic(this.#credential) }) };
    for (const secret of [this.#credential?.password ?? '', ...Object.values(headers)])
      this.#secrets.add(secret).add(secret.replace(/^\S+\s+/, ''));
    return { url: this.#url, headers };
  }

  async renew(): Promise<boolean> {
    const refused = this.#credential;
    if (refused !== undefined) {
      await this.#git?.reject(refused);
      this.#credential = undefined;
      return false;
    }
    this.#credential = await this.#git?.fill();
    return this.#credential !== undefined;
  }

  async confirm(): Promise<void> {
    if (this.#isConfirmed || this.#credential === undefined) return;
    this.#isConfirmed = true;
    await this.#git?.approve(this.#credential);
  }

  conceal(text: string): string {
    return withoutCredentials(concealed(text, this.#secrets));
  }
}

function basic({ username, password }: Credential): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** A text in which no secret stands. */
export function concealed(text: string, secrets: Iterable<string>): string {
  return [...secrets].filter(Boolean).reduce((shown, secret) => shown.replaceAll(secret, '***'), text);
}

function withoutUser(url: URL): URL {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare;
}

/** As `actions/checkout` leaves them. */
function extraHeaders(url: URL, config: GitConfig): Readonly<Record<string, string>> {
  const fitting = config.names().filter((name) => {
    const [, prefix] = /^http\.(?:(.*)\.)?extraheader$/s.exec(name) ?? ['', ' '];
    return prefix === undefined || covers(prefix, url);
  });
  const lines = fitting.flatMap((name) => config.all(name)).filter((line) => line.includes(':'));
  return Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).trim().toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
}

/** Whether a URL of git's settings means this one: same server, and its path or one above. */
function covers(prefix: string, url: URL): boolean {
  if (!URL.canParse(prefix)) return false;
  const { origin, pathname } = new URL(prefix);
  const path = pathname.replace(/\/+$/, '');
  return origin === url.origin && (url.pathname === path || url.pathname.startsWith(`${path}/`));
}
