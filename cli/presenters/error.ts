import type { Verdict } from '../../core/domain/verdict.ts';
import type { Fault, MergelineError } from '../../core/errors.ts';
import { indent, lines, type Page, paint } from '../page.ts';
import { faultList, withoutRepeats } from './faults.ts';
import { openVerdicts } from './verdicts.ts';

/** The one JSON document on stderr. */
export interface ErrorDocument {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly hint: string | null;
    readonly details: readonly Fault[];
    /** Of a promotion that the policy refused. */
    readonly verdicts?: readonly Verdict[];
  };
}

export function errorDocument(error: MergelineError): ErrorDocument {
  const { code, message, hint = null, details } = error;
  const verdicts = verdictsOf(error);
  return { error: { code, message, hint, details, ...(verdicts && { verdicts }) } };
}

function verdictsOf(error: MergelineError): readonly Verdict[] | undefined {
  return 'verdicts' in error && Array.isArray(error.verdicts) && error.verdicts.length > 0 ? error.verdicts : undefined;
}

export function presentError({ error }: ErrorDocument, page: Page): string {
  const { code, message, hint, details, verdicts } = error;
  return lines(
    `${paint(page, 'red', `error[${code}]:`)} ${paint(page, 'bold', message)}`,
    verdicts === undefined
      ? faultList(withoutRepeats(unsaid(details, message)), page)
      : indent(openVerdicts(verdicts, page) ?? ''),
    hint === null ? undefined : labelled(paint(page, 'cyan', 'hint:'), hint),
  );
}

/** A single fault that the message tells already is not told twice. */
function unsaid(faults: readonly Fault[], message: string): readonly Fault[] {
  const [first] = faults;
  const isSaid = faults.length === 1 && first?.line === undefined && message.includes(first?.message ?? '');
  return isSaid ? [] : faults;
}

function labelled(label: string, text: string): string {
  const [first = '', ...rest] = text.split('\n');
  return lines(`${label} ${first}`, ...rest.map((line) => `      ${line}`));
}
