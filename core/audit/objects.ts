import { type Documents, decode, type Kind } from '../../registry-schema/codec.ts';
import type { Oid } from '../domain/records.ts';
import { type Fault, MergelineError } from '../errors.ts';

/** Objects that were read in bulk, each decoded when it is first asked for. */
export class Objects {
  readonly #bytes: ReadonlyMap<Oid, Uint8Array>;
  readonly #read = new Map<string, { readonly value?: unknown; readonly faults: readonly Fault[] }>();

  constructor(bytes: ReadonlyMap<Oid, Uint8Array>) {
    this.#bytes = bytes;
  }

  bytes(oid: Oid | undefined): Uint8Array | undefined {
    return oid === undefined ? undefined : this.#bytes.get(oid);
  }

  /** Undefined for what cannot be read as a file of this kind and path, or was not there. */
  value<K extends Kind>(kind: K, path: string, oid: Oid | undefined): Documents[K] | undefined {
    return this.#decoded(kind, path, oid)?.value as Documents[K] | undefined;
  }

  /** Why it cannot be read; undefined when it can. */
  fault(kind: Kind, path: string, oid: Oid | undefined): string | undefined {
    const [fault] = this.#decoded(kind, path, oid)?.faults ?? [];
    return fault && [fault.path, fault.message].filter((part) => part).join(' ');
  }

  #decoded(kind: Kind, path: string, oid: Oid | undefined) {
    if (oid === undefined) return undefined;
    const known = this.#read.get(`${oid} ${path}`);
    if (known !== undefined) return known;
    const found = decodeOr(kind, path, this.#bytes.get(oid));
    this.#read.set(`${oid} ${path}`, found);
    return found;
  }
}

function decodeOr(kind: Kind, path: string, bytes: Uint8Array | undefined) {
  if (bytes === undefined) return { faults: [{ message: 'it has no bytes' }] };
  try {
    return { value: decode(kind, bytes, { file: path }), faults: [] };
  } catch (error) {
    if (!(error instanceof MergelineError)) throw error;
    return { faults: error.details.length > 0 ? error.details : [{ message: error.message }] };
  }
}
