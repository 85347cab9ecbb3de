import { type Fault, MergelineError } from '../core/errors.ts';
import { type Entries, writeCanonical } from './canonical-writer.ts';
import { fieldsOf, inWritingOrder } from './complete.ts';
import { diagnose, type FurtherRules, readForPeople, refusal } from './diagnose.ts';
import { tellFault } from './discretion.ts';
import { apiVersion, schemaLine } from './documents/document.ts';
import { type Documents, documents, type Kind } from './documents.ts';
import { explain } from './explain.ts';
import { readFast } from './fast-reader.ts';
import { halfCharacters } from './half-characters.ts';
import { rulesOf } from './rules.ts';
import { maximumBytes, textOf } from './text.ts';
import { fromFile, toFile } from './transform.ts';
import { holds } from './validators.ts';

export type { Documents, Kind } from './documents.ts';

/**
 * Reads a file of the registry. Fast for YAML in a plain style; any other YAML 1.2 is read too, if it holds for the schema.
 * @param options.file the path that faults are reported at. Where it is a path of the registry's layout, relative to the
 *   registry's root, the names inside must be those of the path.
 * @throws MergelineError `FILE_INVALID` with every fault at its line and column; `CREDENTIAL_FOUND` when one is a secret.
 */
export function decode<K extends Kind>(kind: K, bytes: Uint8Array, { file }: { readonly file: string }): Documents[K] {
  const read = textOf(bytes, file, { crlf: documents[kind].writtenBy === 'people' });
  if ('fault' in read) throw refusal(kind, file, [read.fault]);
  return decodeQuickly(kind, read.text, file) ?? readForPeople(kind, read.text, file);
}

/**
 * Every fault of a file of the registry: those that `decode` refuses it for, and those that further rules find. Empty when
 * all is well.
 */
export function faultsIn<K extends Kind>(
  kind: K,
  bytes: Uint8Array,
  { file, further }: { readonly file: string; readonly further: FurtherRules<K> },
): readonly Fault[] {
  const read = textOf(bytes, file, { crlf: documents[kind].writtenBy === 'people' });
  if ('fault' in read) return [read.fault];
  const value = decodeQuickly(kind, read.text, file);
  if (value !== undefined && further(value).length === 0) return [];
  return diagnose(kind, read.text, file, further).faults;
}

/** Undefined when anything is to be said about the text, and when it wants to be read with more care. */
function decodeQuickly<K extends Kind>(kind: K, text: string, file: string): Documents[K] | undefined {
  const plain = readFast(text);
  if (plain === undefined || !holds(kind, plain)) return undefined;
  const value = fromFile(kind, fieldsOf(documents[kind].schema, plain));
  return rulesOf(kind, value, file).length > 0 ? undefined : value;
}

/**
 * The bytes of a value's file: the same value always gives the same bytes, and `decode` gives the value back.
 * @throws MergelineError `INPUT_INVALID` for a value that its file could not hold.
 */
export function encode<K extends Kind>(kind: K, value: Documents[K]): Uint8Array {
  const { schema } = documents[kind];
  const fields = { apiVersion, kind, ...(withoutUndefined(toFile(kind, value)) as Entries) };
  const findings = holds(kind, fields)
    ? [...halfCharacters(fields), ...rulesOf(kind, value, '')]
    : [...halfCharacters(fields), ...explain(kind, fields)];
  if (findings.length > 0) {
    throw unwritable(
      kind,
      findings.map((finding) => tellFault(finding, fields)),
    );
  }
  const lead = documents[kind].writtenBy === 'people' ? `${schemaLine(kind)}\n` : '';
  const text = lead + writeCanonical(inWritingOrder(schema, fields) as Entries);
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > maximumBytes) throw unwritable(kind, [{ message: `has ${bytes.length} bytes, more than 256 KB` }]);
  return bytes;
}

function unwritable(kind: Kind, faults: readonly Fault[]): MergelineError {
  const [first] = faults;
  const message = `This cannot be written as a ${kind}: ${first?.path ?? 'it'} ${first?.message}.`;
  return new MergelineError('INPUT_INVALID', message, { details: faults });
}

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.map(([name, inner]) => [name, withoutUndefined(inner)]));
}
