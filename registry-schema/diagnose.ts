import { type Fault, MergelineError } from '../core/errors.ts';
import { fieldsOf } from './complete.ts';
import { secretLead, tellFault } from './discretion.ts';
import { apiVersion, schemaFileName } from './documents/document.ts';
import { type Documents, documents, type Kind } from './documents.ts';
import { explain } from './explain.ts';
import { type Finding, show } from './finding.ts';
import { rulesOfMended } from './mended-policy.ts';
import { rulesOf } from './rules.ts';
import { fromFile } from './transform.ts';
import { holds } from './validators.ts';
import { readYaml, type YamlText } from './yaml-reader.ts';

const mostFaults = 100;

/**
 * The value of any YAML text that holds.
 * @throws MergelineError `FILE_INVALID` or `CREDENTIAL_FOUND` with every fault at its place.
 */
export function readForPeople<K extends Kind>(kind: K, text: string, file: string): Documents[K] {
  const yaml = readYaml(text);
  const findings = headerFindings(kind, yaml.value) ?? findingsIn(kind, yaml);
  if (yaml.faults.length === 0 && findings.length === 0) {
    const value = fromFile(kind, fieldsOf(documents[kind].schema, yaml.value));
    const broken = rulesOf(kind, value, file);
    if (broken.length === 0) return value;
    throw refusal(kind, file, faultsOf(broken, yaml, file));
  }
  const faults = yaml.faults.map((fault) => ({ file, ...fault, ...tellFault(fault, yaml.value) }));
  const further = yaml.faults.length === 0 && kind === 'Registry' ? rulesOfMended(yaml.value, findings) : [];
  throw refusal(kind, file, [...faults, ...faultsOf([...findings, ...further], yaml, file)]);
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
export function refusal(kind: Kind, file: string, unordered: readonly Fault[]): MergelineError {
  const faults = unordered.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
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

function hintFor(kind: Kind, faults: readonly Fault[]): string {
  const fields = `Every field is explained by: mergeline schema ${schemaFileName(kind).replace('.schema.json', '')}`;
  const unknown = faults.some(({ message }) => message.startsWith('is no field here'));
  return unknown && documents[kind].writtenBy === 'mergeline'
    ? `A newer Mergeline may have written this file: install the newest. ${fields}`
    : fields;
}

function faultsOf(findings: readonly Finding[], yaml: YamlText, file: string): Fault[] {
  return findings.map((finding) => {
    const { path, on, wantsText } = finding;
    const written = wantsText ? yaml.writtenAt(path) : undefined;
    const quotes = written === undefined ? '' : `; write it in quotes: ${show(written)}`;
    const told = tellFault({ path, message: finding.message + quotes }, yaml.value);
    return { file, ...yaml.positionOf(path, on), ...told };
  });
}
