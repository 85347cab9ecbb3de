/** What lets somebody into a registry. It never reaches a message, a log or the arguments of a program. */
export type RegistryCredential =
  | { readonly kind: 'password'; readonly user: string; readonly secret: string }
  /** Exchanged for short tokens: OAuth2 calls it a refresh token. */
  | { readonly kind: 'identity'; readonly token: string }
  /** Sent as it is. */
  | { readonly kind: 'bearer'; readonly token: string };

/** Looks for what is known of a repository; undefined means to ask as anybody. */
export type FindCredential = (repository: string) => Promise<RegistryCredential | undefined>;

export function basicAuthorization(user: string, secret: string): string {
  return `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
}
