import { type Fault, MergelineError } from '../core/errors.ts';
import { fieldsOf } from './complete.ts';
import { secretLead, tellFault } from './discretion.ts';
import { apiVersion, schemaFileName } from './documents/document.ts';
import { type Documents, documents, type Kind } from './documents.ts';
import { explain } from './explain.ts';
import { type Finding, show } from './finding.ts';
import { mendedPolicy } from './mended-policy.ts';
import { nameGate } from './name-gate.ts';
import { rulesOf } from './rules.ts';
import { fromFile } from './transform.ts';
import { holds } from './validators.ts';
import { readYaml, type YamlText } from './yaml-reader.ts';

const mostFaults = 100;

/** Rules beyond those without which a file is not read. */
export type FurtherRules<K extends Kind> = (value: Documents[K]) => readonly Finding[];

export interface Diagnosis<K extends Kind> {
  /** Absent where there are faults. */
  readonly value?: Documents[K];
  /** In the order of lines. */
  readonly faults: readonly Fault[];
}

/**
 * The value of any YAML text that holds.
 * @throws MergelineError `FILE_INVALID` or `CREDENTIAL_FOUND` with every fault at its place.
 */
export function readForPeople<K extends Kind>(kind: K, text: string, file: string): Documents[K] {
  const { value, faults } = diagnose(kind, text, file);
  if (value !== undefined) return value;
  throw refusal(kind, file, faults);
}

/** All that is wrong with a text. Further rules are asked too, of a policy also where some of its gates cannot be read. */
export function diagnose<K extends Kind>(
  kind: K,
  text: string,
  file: string,
  further: FurtherRules<K> = () => [],
): Diagnosis<K> {
  const yaml = readYaml(text);
  const findings = headerFindings(kind, yaml.value) ?? findingsIn(kind, yaml);
  const value = yaml.faults.length > 0 ? undefined : valueIn(kind, yaml.value, findings);
  const broken = value === undefined ? [] : [...rulesOf(kind, value, file), ...further(value)];
  const faults = inOrder([
    ...yaml.faults.map((fault) => ({ file, ...fault, ...tellFault(fault, yaml.value) })),
    ...faultsOf([...findings, ...broken], yaml, file),
  ]);
  return faults.length === 0 && value !== undefined ? { value, faults } : { faults };
}

/** What the document says; of a policy with faults, what the rest of it says. */
function valueIn<K extends Kind>(kind: K, document: unknown, findings: readonly Finding[]): Documents[K] | undefined {
  if (findings.length === 0) return fromFile(kind, fieldsOf(documents[kind].schema, document));
  return kind === 'Registry' ? (mendedPolicy(document, findings) as Documents[K] | undefined) : undefined;
}

function findingsIn(kind: Kind, { value, faults }: YamlText): readonly Finding[] {
  return faults.length === 0 && holds(kind, value) ? [] : explain(kind, value);
}

/** Where another kind of file or a later format stands, every other fault would only mislead. */
function headerFindings(kind: Kind, value: unknown): readonly Finding[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const header = value as { readonly apiVersion?: unknown; readonly kind?: unknown };
  if (
    typeof header.apiVersion === 'string' &&
    /^mergeline\.dev\/v[0-9]+$/.test(header.apiVersion) &&
    header.apiVersion !== apiVersion
  ) {
    const message = `is ${header.apiVersion}; this Mergeline reads ${apiVersion}. Install a newer one`;
    return [{ path: ['apiVersion'], message }];
  }
  if (typeof header.kind === 'string' && header.kind !== kind && Object.hasOwn(documents, header.kind)) {
    return [{ path: ['kind'], message: `is ${header.kind}, but this place is for a ${kind}` }];
  }
  return undefined;
}

/** The error that tells all faults of one file. */
export function refusal(kind: Kind, file: string, faults: readonly Fault[]): MergelineError {
  const details = faults.slice(0, mostFaults);
  if (faults.length > mostFaults) details.push({ file, message: `has ${faults.length - mostFaults} more faults` });
  const [first] = faults;
  const message =
    faults.length === 1 && first !== undefined
      ? `${file}:${first.line}:${first.column}: ${first.path ?? 'the file'} ${first.message}.`
      : `${file} has ${faults.length} faults.`;
  const isSecret = faults.some((fault) => fault.message.startsWith(secretLead));
  return new MergelineError(isSecret ? 'CREDENTIAL_FOUND' : 'FILE_INVALID', message, {
    details,
    hint: hintFor(kind, faults),
  });
}

function inOrder(faults: readonly Fault[]): readonly Fault[] {
  return faults.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

function hintFor(kind: Kind, faults: readonly Fault[]): string {
  const fields = `Every field is explained by: mergeline schema ${schemaFileName(kind).replace('.schema.json', '')}`;
  const unknown = faults.some(({ message }) => message.startsWith('is no field here'));
  return unknown && documents[kind].writtenBy === 'mergeline'
    ? `A newer Mergeline may have written this file: install the newest. ${fields}`
    : fields;
}

function faultsOf(findings: readonly Finding[], yaml: YamlText, file: string): Fault[] {
  return findings.map((finding) => {
    const { path, on, within, wantsText } = finding;
    const written = wantsText ? yaml.writtenAt(path) : undefined;
    const quotes = written === undefined ? '' : `; write it in quotes: ${show(written)}`;
    const told = tellFault({ path, message: finding.message + quotes + nameGate(path, yaml.value) }, yaml.value);
    return { file, ...yaml.positionOf(path, { on, within }), ...told };
  });
}
