import { MergelineError } from '../core/errors.ts';

/** What JSON can hold; `undefined` members are left out. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined };

/**
 * The bytes of a document whose digest counts: no white space, keys in the order in which the caller wrote them.
 * Serialise once, then hash and send these very bytes.
 * @throws MergelineError `INTERNAL` for NaN and infinities, which JSON would silently turn into null.
 */
export function canonicalJson(value: JsonValue): Uint8Array {
  return Buffer.from(JSON.stringify(value, refuseNonFinite));
}

function refuseNonFinite(key: string, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  throw new MergelineError('INTERNAL', `${value} in ${JSON.stringify(key)} has no form in JSON.`);
}
