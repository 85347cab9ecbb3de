/** Vouches for bytes with a key, in a form that goes into a Git commit. */
export interface Signer {
  /** An armoured detached signature: `-----BEGIN SSH SIGNATURE-----` and so on, over exactly these bytes. */
  sign(payload: Uint8Array): Promise<string>;
}
